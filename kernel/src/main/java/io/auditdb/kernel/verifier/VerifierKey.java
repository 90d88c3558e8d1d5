package io.auditdb.kernel.verifier;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The public key of a log, in the C2SP vkey format for Ed25519. Immutable and safe for use by many threads.
 *
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
public final class VerifierKey {
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte ED25519 = 1;
    private static final int RAW_KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;
    private static final String SIGNATURE = "\u2014 ";

    private final String name;
    private final byte[] id;
    private final PublicKey key;

    private VerifierKey(String name, byte[] id, PublicKey key) {
        this.name = name;
        this.id = id;
        this.key = key;
    }

    /**
     * Reads a key such as {@code audit-db key show --vkey} prints.
     *
     * @throws IllegalArgumentException when it is not one, or its id is not that of the key
     */
    public static VerifierKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("is not a verifier key: it must be NAME+ID+KEY");
        }
        try {
            byte[] typed = StrictBase64.standard(parts[2]);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] id = Arrays.copyOf(sha256.digest(typed), KEY_ID_BYTES);
            if (typed.length != 1 + RAW_KEY_BYTES || typed[0] != ED25519) {
                throw new IllegalArgumentException("is not an Ed25519 key");
            }
            if (!HexFormat.of().formatHex(id).equals(parts[1])) {
                throw new IllegalArgumentException("is damaged: the key does not have the id that it states");
            }
            byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + RAW_KEY_BYTES);
            System.arraycopy(typed, 1, encoded, X509_PREFIX.length, RAW_KEY_BYTES);
            return new VerifierKey(
                    parts[0], id, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is not an Ed25519 key", e);
        }
    }

    /** Returns the name of the log. */
    public String name() {
        return name;
    }

    /** Reads a checkpoint of this log; empty when this key has not signed it. */
    Optional<SignedCheckpoint> open(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            return Optional.empty();
        }
        String text = note.substring(0, end + 1);
        String prefix = SIGNATURE + name + " ";
        List<String> lines = note.substring(end + 2).lines().toList();
        List<byte[]> own = lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> bytes(line.substring(prefix.length())))
                .filter(this::isOwn)
                .toList();
        boolean signed = lines.stream().allMatch(line -> line.startsWith(SIGNATURE))
                && !own.isEmpty()
                && own.stream().allMatch(signature -> holds(signature, text));
        return signed ? SignedCheckpoint.parse(text).filter(it -> it.origin().equals(name)) : Optional.empty();
    }

    private static byte[] bytes(String base64) {
        try {
            return StrictBase64.standard(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // nobody's signature
        }
    }

    private boolean isOwn(byte[] signature) {
        return signature.length == KEY_ID_BYTES + SIGNATURE_BYTES
                && Arrays.equals(id, Arrays.copyOf(signature, KEY_ID_BYTES));
    }

    private boolean holds(byte[] signed, String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(signed, KEY_ID_BYTES, SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            return false; // bytes that no signature consists of
        }
    }
}
