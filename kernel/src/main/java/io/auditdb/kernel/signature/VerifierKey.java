package io.auditdb.kernel.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A name and a public key, which is all it takes to check a signature (C2SP signed-note, vkey). Immutable and safe for use
 * by many threads.
 *
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
public final class VerifierKey {
    private static final int RAW_KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;

    /** What precedes a raw Ed25519 key in SubjectPublicKeyInfo (RFC 8410, 4). */
    private static final byte[] KEY_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final SignatureType type;
    private final PublicKey publicKey;
    private final byte[] typedKey;
    private final byte[] keyId;

    /** Names an Ed25519 key. */
    public VerifierKey(String name, SignatureType type, PublicKey publicKey) {
        this.name = name;
        this.type = type;
        this.publicKey = publicKey;
        byte[] encoded = publicKey.getEncoded();
        this.typedKey = ByteBuffer.allocate(1 + RAW_KEY_BYTES)
                .put(type.number())
                .put(encoded, encoded.length - RAW_KEY_BYTES, RAW_KEY_BYTES)
                .array();
        this.keyId = keyId(name, typedKey);
    }

    private static byte[] keyId(String name, byte[] typedKey) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha256.digest(typedKey), KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a vkey: name, key id in hexadecimal, and type and key in base64, joined by plus signs.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static VerifierKey parse(String text) {
        String[] parts = text.split("\\+", 3);
        if (parts.length < 3 || parts[0].isEmpty() || parts[0].chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("a verifier key is a name, a key id and a key, joined by +");
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != 1 + RAW_KEY_BYTES) {
            throw new IllegalArgumentException("its key has " + typed.length + " bytes, an Ed25519 key has 33");
        }
        var key = new VerifierKey(parts[0], SignatureType.of(typed[0]), publicKey(typed));
        if (!key.text().equals(text)) {
            throw new IllegalArgumentException("its key id is not that of its name and key");
        }
        return key;
    }

    private static PublicKey publicKey(byte[] typed) {
        byte[] encoded = ByteBuffer.allocate(KEY_INFO.length + RAW_KEY_BYTES)
                .put(KEY_INFO)
                .put(typed, 1, RAW_KEY_BYTES)
                .array();
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("its key is not one of Ed25519", e);
        }
    }

    public String name() {
        return name;
    }

    public SignatureType type() {
        return type;
    }

    /** Returns the four bytes by which signatures name the key. */
    public byte[] keyId() {
        return keyId.clone();
    }

    /** Returns the vkey. */
    public String text() {
        return name + "+" + HexFormat.of().formatHex(keyId) + "+"
                + Base64.getEncoder().encodeToString(typedKey);
    }

    /** Returns whether a signature says that it is this key's. */
    public boolean isNamedIn(SignedNote.Line line) {
        byte[] bytes = line.bytes();
        return line.name().equals(name)
                && bytes.length >= KEY_ID_BYTES
                && Arrays.equals(keyId, 0, KEY_ID_BYTES, bytes, 0, KEY_ID_BYTES);
    }

    /** Returns whether a signature is this key's and holds for a text. */
    public boolean holds(SignedNote.Line line, String text) {
        byte[] bytes = line.bytes();
        int head = KEY_ID_BYTES + type.headBytes();
        if (!isNamedIn(line) || bytes.length != head + SIGNATURE_BYTES) {
            return false; // Java itself lets bytes after the signature pass
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(type.message(text, ByteBuffer.wrap(bytes, KEY_ID_BYTES, type.headBytes())));
            return signature.verify(bytes, head, SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            return false; // bytes that no signature consists of
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key && text().equals(key.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
