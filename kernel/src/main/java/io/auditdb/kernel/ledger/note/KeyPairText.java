package io.auditdb.kernel.ledger.note;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Ed25519 key pairs as texts: PEM, or base64 of the private and the public key on a line each. Keeps no state. */
final class KeyPairText {
    private static final byte[] PROBE = "audit-db".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private KeyPairText() {}

    /** Makes a pair, as two lines. */
    static String generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                    + base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 15 and later have Ed25519", e);
        }
    }

    /**
     * Reads a pair. PEM need not hold the public key, for it follows from the private one.
     *
     * @param source where the text is from, for the error
     * @throws AuditDbException {@code INVALID_CONFIG} when it holds none; never repeats the text
     */
    static KeyPair read(String text, String source) {
        try {
            List<byte[]> parts = text.contains("-----BEGIN") ? pem(text) : lines(text);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(parts.get(0)));
            PublicKey publicKey = parts.size() > 1
                    ? factory.generatePublic(new X509EncodedKeySpec(parts.get(1)))
                    : derive((EdECPrivateKey) privateKey);
            return checked(new KeyPair(publicKey, privateKey), source);
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unusable(source, e);
        }
    }

    private static List<byte[]> lines(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    /** RFC 7468: the private key alone, or with the public one in any order. */
    private static List<byte[]> pem(String text) {
        byte[] privateKey = block(text, "PRIVATE KEY");
        byte[] publicKey = block(text, "PUBLIC KEY");
        return publicKey.length == 0 ? List.of(privateKey) : List.of(privateKey, publicKey);
    }

    private static byte[] block(String text, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END " + label + "-----");
        return start < 0 || end < start
                ? new byte[0]
                : Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
    }

    /** The JDK has no other way from the private key to the public one than to make the pair of this very seed. */
    private static PublicKey derive(EdECPrivateKey privateKey) throws GeneralSecurityException {
        byte[] seed = privateKey.getBytes().orElseThrow(() -> new GeneralSecurityException("the key has no bytes"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
        return generator.generateKeyPair().getPublic();
    }

    /** Refuses halves of different pairs: whoever checks what they sign would find it forged. */
    static KeyPair checked(KeyPair pair, String source) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(PROBE);
            if (!signature.verify(signed)) {
                throw unusable(source, null);
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw unusable(source, e);
        }
    }

    private static AuditDbException unusable(String source, Exception cause) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG, source + " does not hold an Ed25519 key pair", cause);
    }

    /** Gives a known seed where randomness is asked for. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("the generator asks for " + bytes.length + " bytes");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
            Arrays.fill(seed, (byte) 0);
        }
    }
}
