package io.auditdb.kernel.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What the bearer of a token shows: 256 random bits behind a prefix by which scanners for leaked secrets know it. So
 * much entropy needs no slow hash.
 */
final class TokenSecret {
    private static final String PREFIX = "adb_";
    private static final int BYTES = 32;
    private static final Pattern FORMAT = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    static TokenSecret make(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns whether this can be a secret at all; what cannot is refused without a look into the database. */
    static boolean isPlausible(String text) {
        return text != null && FORMAT.matcher(text).matches();
    }

    static TokenSecret of(String text) {
        return new TokenSecret(text);
    }

    String reveal() {
        return text;
    }

    SecretHash hash() {
        try {
            return new SecretHash(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
