package io.auditdb.kernel.signature;

import java.util.Base64;

/** Base64 of which every character counts: what has two spellings could be changed unnoticed. Keeps no state. */
public final class StrictBase64 {
    private StrictBase64() {}

    /** Decodes the alphabet with + and /, padded; throws IllegalArgumentException when it is anything else. */
    public static byte[] standard(String text) {
        return checked(text, Base64.getDecoder().decode(text), Base64.getEncoder());
    }

    /** Decodes the alphabet for URLs, without padding; throws IllegalArgumentException when it is anything else. */
    public static byte[] url(String text) {
        return checked(
                text,
                Base64.getUrlDecoder().decode(text),
                Base64.getUrlEncoder().withoutPadding());
    }

    private static byte[] checked(String text, byte[] bytes, Base64.Encoder encoder) {
        if (!encoder.encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not the one way to write these bytes in base64");
        }
        return bytes;
    }
}
