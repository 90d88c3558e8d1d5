package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import java.time.Instant;

/**
 * The bytes of an event that the log commits to: RFC 8785 JSON of the impersonal fields, and one digest for each
 * personal field, made as SD-JWT does it (SHA-256 over the base64url text of {@code [salt, name, value]}). Deleting a
 * value and its salt leaves the digest, so the entry, its leaf and every proof stay as they are.
 */
public final class LedgerEntry {
    /** Largest entry, because a C2SP entry bundle states each length in 16 bits. */
    public static final int MAX_BYTES = 65_535;

    /** Length of the per-event secret, in bytes. */
    public static final int SECRET_BYTES = 16;

    static final int SALT_BYTES = 16;

    private final byte[] bytes;
    private final byte[] leaf;

    LedgerEntry(byte[] bytes, byte[] leaf) {
        this.bytes = bytes;
        this.leaf = leaf;
    }

    /** Makes the entry of an event that is complete, from the secret its salts come from. */
    public static LedgerEntry of(AuditEvent event, Instant recordedAt, byte[] secret) {
        return new EntryMaker().entry(event, recordedAt, secret);
    }

    /** Makes the entry of an event of which personal fields were redacted. */
    public static LedgerEntry of(AuditEvent event, Instant recordedAt, Redaction redaction) {
        return new EntryMaker().entry(event, recordedAt, redaction);
    }

    /** Returns the bytes themselves; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the leaf hash, {@code SHA-256(0x00 || entry)} (RFC 6962, 2.1); not to be changed. */
    public byte[] leaf() {
        return leaf;
    }
}
