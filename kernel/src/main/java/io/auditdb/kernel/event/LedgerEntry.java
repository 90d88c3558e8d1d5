package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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

    private static final int SALT_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX");

    private final byte[] bytes;

    private LedgerEntry(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Makes the entry of an event that is complete, from the secret its salts come from. */
    public static LedgerEntry of(AuditEvent event, Instant recordedAt, byte[] secret) {
        MessageDigest sha256 = sha256();
        return of(event, recordedAt, List.of(), PersonalFields.of(event), name -> salt(sha256, secret, name), sha256);
    }

    /** Makes the entry of an event of which personal fields were redacted. */
    public static LedgerEntry of(AuditEvent event, Instant recordedAt, Redaction redaction) {
        return of(
                event,
                recordedAt,
                redaction.digests().values(),
                withoutPlaceholders(PersonalFields.of(event), redaction.fields()),
                name -> redaction.salts().get(name),
                sha256());
    }

    private static LedgerEntry of(
            AuditEvent event,
            Instant recordedAt,
            Collection<String> kept,
            Map<String, Object> fields,
            Function<String, String> salts,
            MessageDigest sha256) {
        var digests = new ArrayList<>(kept);
        fields.forEach((name, value) -> digests.add(digest(sha256, salts.apply(name), name, value)));
        // sorted, so that the order tells nothing about which digest belongs to which field
        Collections.sort(digests);
        return new LedgerEntry(CanonicalJson.bytes(impersonal(event, recordedAt, digests)));
    }

    /** A part whose required member is gone while another remains has an empty text in its place. */
    static Map<String, Object> withoutPlaceholders(Map<String, Object> fields, Set<String> gone) {
        for (String name : PersonalFields.REQUIRED) {
            if (gone.contains(name)) {
                fields.remove(name, "");
            }
        }
        return fields;
    }

    private static Map<String, Object> impersonal(AuditEvent event, Instant recordedAt, List<String> digests) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("v", 1);
        entry.put("_sd", digests);
        entry.put("_sd_alg", "sha-256");
        entry.put("id", event.id().toString());
        entry.put("tenant", event.tenant());
        entry.put("occurredAt", MICROSECONDS.format(event.occurredAt()));
        entry.put("recordedAt", MICROSECONDS.format(OffsetDateTime.ofInstant(recordedAt, ZoneOffset.UTC)));
        entry.put("action", event.action());
        entry.put("status", EventJson.lower(event.status()));
        event.purpose().ifPresent(value -> entry.put("purpose", value));
        event.correlationId().ifPresent(value -> entry.put("correlationId", value));
        event.source().ifPresent(value -> entry.put("source", value));
        event.classification().ifPresent(value -> entry.put("classification", value.name()));
        event.retentionPolicy().ifPresent(value -> entry.put("retentionPolicy", value));
        return entry;
    }

    /** Returns the salt of one field; deriving it keeps one secret of 16 bytes per event instead of one salt per field. */
    static String salt(MessageDigest sha256, byte[] secret, String name) {
        sha256.update(secret);
        byte[] hash = sha256.digest(name.getBytes(StandardCharsets.UTF_8));
        return BASE64.encodeToString(Arrays.copyOf(hash, SALT_BYTES));
    }

    /** Returns the digest of one field as SD-JWT makes it. */
    static String digest(MessageDigest sha256, String salt, String name, Object value) {
        if (salt == null) {
            // a field without a salt was never committed to; any digest but the committed one will do
            return "";
        }
        var disclosure = new ArrayList<>();
        disclosure.add(salt);
        disclosure.add(name);
        disclosure.add(value);
        return BASE64.encodeToString(sha256.digest(BASE64.encode(CanonicalJson.bytes(disclosure))));
    }

    /** Returns the bytes themselves; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the leaf hash, {@code SHA-256(0x00 || entry)} (RFC 6962, 2.1). */
    public byte[] leaf() {
        MessageDigest sha256 = sha256();
        sha256.update((byte) 0);
        return sha256.digest(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
