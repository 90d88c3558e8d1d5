package io.auditdb.kernel.ledger.note;

import io.auditdb.kernel.security.KeyDirectory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The Ed25519 key that signs the log's checkpoints, as C2SP signed-note uses it. Immutable and safe for use by many
 * threads.
 *
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
public final class LogKey {
    private static final int RAW_KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;
    private static final byte ED25519 = 1;
    private static final String SEPARATOR = "\n\n";

    private final String name;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final byte[] typedKey;
    private final byte[] keyId;

    private LogKey(String name, PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        this.name = name;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        byte[] encoded = publicKey.getEncoded();
        this.typedKey = ByteBuffer.allocate(1 + RAW_KEY_BYTES)
                .put(ED25519)
                .put(encoded, encoded.length - RAW_KEY_BYTES, RAW_KEY_BYTES)
                .array();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        this.keyId = Arrays.copyOf(sha256.digest(typedKey), KEY_ID_BYTES);
    }

    /** Opens the key in the directory, made at the first start. */
    public static LogKey open(KeyDirectory keys, String origin) {
        String text = keys.text("log-signing.key", LogKey::generate);
        byte[][] parts = text.lines()
                .filter(line -> !line.isBlank())
                .map(Base64.getDecoder()::decode)
                .toArray(byte[][]::new);
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            return new LogKey(
                    origin,
                    factory.generatePrivate(new PKCS8EncodedKeySpec(parts[0])),
                    factory.generatePublic(new X509EncodedKeySpec(parts[1])));
        } catch (GeneralSecurityException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalStateException("log-signing.key does not hold an Ed25519 key pair", e);
        }
    }

    private static String generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                    + base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 15 and later have Ed25519", e);
        }
    }

    /** Returns a short text that differs from key to key. */
    public static String fingerprint(KeyDirectory keys) {
        LogKey key = open(keys, "");
        return HexFormat.of().formatHex(key.typedKey, 1, 5);
    }

    public String name() {
        return name;
    }

    /** Returns the verifier key: name, key id and public key. */
    public String verifierKey() {
        return name + "+" + HexFormat.of().formatHex(keyId) + "+"
                + Base64.getEncoder().encodeToString(typedKey);
    }

    /** Returns the text with a signature line; the text ends in a newline. */
    public String sign(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = signature.sign();
            byte[] line = ByteBuffer.allocate(KEY_ID_BYTES + bytes.length)
                    .put(keyId)
                    .put(bytes)
                    .array();
            return text + "\n\u2014 " + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The log's key cannot sign", e);
        }
    }

    /**
     * Returns the text of a note that this key has signed; empty when it has not, or when one of several signatures of
     * this key does not hold. Signatures of other keys are ignored.
     */
    public Optional<String> open(String note) {
        int end = note.lastIndexOf(SEPARATOR);
        if (end < 0 || !note.endsWith("\n")) {
            return Optional.empty();
        }
        String text = note.substring(0, end + 1);
        String prefix = "\u2014 " + name + " ";
        List<byte[]> own = note.substring(end + SEPARATOR.length())
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> decode(line.substring(prefix.length())))
                .filter(this::isOwn)
                .toList();
        boolean signed = !own.isEmpty() && own.stream().allMatch(signature -> holds(signature, text));
        return signed ? Optional.of(text) : Optional.empty();
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // nobody's signature
        }
    }

    private boolean isOwn(byte[] signature) {
        return signature.length >= KEY_ID_BYTES && Arrays.equals(keyId, Arrays.copyOf(signature, KEY_ID_BYTES));
    }

    private boolean holds(byte[] signed, String text) {
        if (signed.length != KEY_ID_BYTES + SIGNATURE_BYTES) {
            return false; // Java itself lets bytes after the signature pass
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(signed, KEY_ID_BYTES, SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            return false; // bytes that no signature consists of
        }
    }
}
