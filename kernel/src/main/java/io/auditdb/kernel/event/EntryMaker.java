package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.kernel.bytes.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the entries of many events one after the other, and keeps its buffers in between: every event is hashed some
 * thirty times, when it comes in and each time it is verified. For one thread.
 */
public final class EntryMaker {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_NAMES = 1000;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final MessageDigest sha256 = sha256();
    private final byte[] hash = new byte[HASH_BYTES];
    private final byte[] salt = new byte[SALT_BYTES];
    private final ByteBuilder recorded = new ByteBuilder(32);
    private Instant recordedLast;
    private final List<byte[]> digests = new ArrayList<>();
    private final ByteBuilder disclosure = new ByteBuilder(256);
    private final ByteBuilder entry = new ByteBuilder(2048);
    private final Map<String, NameText> names = new HashMap<>();
    private byte[] base64 = new byte[1024];

    /** The name of a field as UTF-8 and as JSON text. */
    private record NameText(byte[] plain, byte[] json) {}

    /** Makes the entry of an event that is complete, from the secret its salts come from. */
    public LedgerEntry entry(AuditEvent event, Instant recordedAt, byte[] secret) {
        digests.clear();
        PersonalFields.forEach(event, (name, value) -> digests.add(hashed(salt(secret, name), name, value)));
        return entry(event, recordedAt);
    }

    /** Makes the entry of an event of which personal fields were redacted. */
    public LedgerEntry entry(AuditEvent event, Instant recordedAt, Redaction redaction) {
        digests.clear();
        redaction.digests().values().forEach(it -> digests.add(it.getBytes(StandardCharsets.UTF_8)));
        PersonalFields.forEach(event, (name, value) -> {
            if (!PersonalFields.isPlaceholder(name, value, redaction)) {
                String salt = redaction.salts().get(name);
                // a field without a salt was never committed to; any digest but the committed one will do
                digests.add(salt == null ? new byte[0] : hashed(inJson(salt), name, value));
            }
        });
        return entry(event, recordedAt);
    }

    private LedgerEntry entry(AuditEvent event, Instant recordedAt) {
        // sorted, so that the order tells nothing about which digest belongs to which field
        digests.sort(Arrays::compareUnsigned);
        entry.reset();
        recordedText(recordedAt);
        write(event);
        sha256.update((byte) 0);
        sha256.update(entry.array(), 0, entry.size());
        return new LedgerEntry(entry.toByteArray(), sha256.digest());
    }

    /** Events of one request were recorded at one time. */
    private void recordedText(Instant recordedAt) {
        if (!recordedAt.equals(recordedLast)) {
            recorded.reset();
            Microseconds.write(OffsetDateTime.ofInstant(recordedAt, ZoneOffset.UTC), recorded);
            recordedLast = recordedAt;
        }
    }

    /** Writes the members in the order of RFC 8785. */
    private void write(AuditEvent event) {
        entry.ascii("{\"_sd\":[");
        for (int i = 0; i < digests.size(); i++) {
            entry.ascii(i == 0 ? "\"" : ",\"");
            entry.write(digests.get(i));
            entry.write('"');
        }
        entry.ascii("],\"_sd_alg\":\"sha-256\"");
        member(",\"action\":", event.action());
        event.classification().ifPresent(it -> member(",\"classification\":", it.name()));
        event.correlationId().ifPresent(it -> member(",\"correlationId\":", it));
        member(",\"id\":", event.id().toString());
        entry.ascii(",\"occurredAt\":\"");
        Microseconds.write(event.occurredAt(), entry);
        entry.write('"');
        event.purpose().ifPresent(it -> member(",\"purpose\":", it));
        entry.ascii(",\"recordedAt\":\"");
        entry.write(recorded.array(), 0, recorded.size());
        entry.write('"');
        event.retentionPolicy().ifPresent(it -> member(",\"retentionPolicy\":", it));
        event.source().ifPresent(it -> member(",\"source\":", it));
        member(",\"status\":", EventJson.lower(event.status()));
        member(",\"tenant\":", event.tenant());
        entry.ascii(",\"v\":1}");
    }

    private void member(String name, String value) {
        entry.ascii(name);
        CanonicalJson.write(value, entry);
    }

    /** Returns the salt of one field; deriving it keeps one secret of 16 bytes per event instead of one salt per field. */
    String saltOf(byte[] secret, String name) {
        return new String(salt(secret, name), StandardCharsets.US_ASCII);
    }

    /** What a redaction kept as a salt may be anything that somebody wrote there. */
    private static byte[] inJson(String salt) {
        byte[] quoted = CanonicalJson.bytes(salt);
        return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
    }

    /** The same few names come with every event. */
    private NameText text(String name) {
        NameText known = names.get(name);
        if (known == null) {
            known = new NameText(name.getBytes(StandardCharsets.UTF_8), CanonicalJson.bytes(name));
            if (names.size() < MAX_NAMES) {
                names.put(name, known);
            }
        }
        return known;
    }

    /** Returns the salt as base64url. */
    private byte[] salt(byte[] secret, String name) {
        sha256.update(secret);
        sha256.update(text(name).plain());
        hash();
        System.arraycopy(hash, 0, salt, 0, SALT_BYTES);
        return BASE64.encode(salt);
    }

    /** Returns the digest of one field as SD-JWT makes it, in base64url; the salt is JSON text without its quotes. */
    private byte[] hashed(byte[] salt, String name, Object value) {
        disclosure.reset();
        disclosure.write('[');
        disclosure.write('"');
        disclosure.write(salt);
        disclosure.write('"');
        disclosure.write(',');
        disclosure.write(text(name).json());
        disclosure.write(',');
        CanonicalJson.write(value, disclosure);
        disclosure.write(']');
        int most = disclosure.size() / 3 * 4 + 4;
        if (base64.length < most) {
            base64 = new byte[2 * most];
        }
        sha256.update(base64, 0, BASE64.encode(disclosure.toByteArray(), base64));
        hash();
        return BASE64.encode(hash);
    }

    private void hash() {
        try {
            sha256.digest(hash, 0, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
