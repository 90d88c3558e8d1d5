package io.auditdb.plugin.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids of the platform's form, as records have them, or made for those that have another. */
final class RecordIds {
    private RecordIds() {}

    /** The UUID that is written there, or null. */
    static UUID written(Object id) {
        try {
            if (id instanceof String text) {
                // UUID.fromString also takes shortened groups, which would not be the id that was written
                UUID uuid = UUID.fromString(text);
                return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
            }
        } catch (IllegalArgumentException e) {
            // some other kind of id
        }
        return null;
    }

    /** One that follows from what the whole record says, so that the same record has the same (RFC 9562, version 8). */
    static UUID of(String content) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & ~0xf000L) | 0x8000L;
            long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
