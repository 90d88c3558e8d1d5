package io.auditdb.kernel.event;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * One personal field with its salt: enough for a stranger to recompute the digest that the log committed to (RFC 9901,
 * 4.2).
 *
 * @param salt the salt, in base64url
 * @param name the name of the field, such as {@code principal.id}
 * @param value its value, as {@link io.auditdb.api.json.Json} describes values; may be null
 */
public record Disclosure(String salt, String name, Object value) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Checks that salt and name are there. */
    public Disclosure {
        requireNonNull(salt, "salt is null");
        requireNonNull(name, "name is null");
    }

    /** Returns the disclosure as it is handed out: {@code [salt, name, value]} in base64url. */
    public String text() {
        return BASE64.encodeToString(CanonicalJson.bytes(Arrays.asList(salt, name, value)));
    }

    /** Returns the digest that is in the entry. */
    public String digest() {
        try {
            byte[] text = text().getBytes(StandardCharsets.US_ASCII);
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
