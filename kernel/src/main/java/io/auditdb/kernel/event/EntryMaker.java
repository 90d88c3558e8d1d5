package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Makes the entries of many events one after the other, and keeps its buffers in between: every event is hashed some
 * thirty times, when it comes in and each time it is verified. For one thread.
 */
public final class EntryMaker {
    private static final String HEX = "0123456789abcdef";
    private static final byte[] PRINCIPAL_ID = ascii("principal.id");
    private static final byte[] PRINCIPAL_TYPE = ascii("principal.type");
    private static final byte[] PRINCIPAL_NAME = ascii("principal.name");
    private static final byte[] SUBJECT_ID = ascii("subject.id");
    private static final byte[] SUBJECT_TYPE = ascii("subject.type");
    private static final byte[] TARGET_TYPE = ascii("target.type");
    private static final byte[] TARGET_ID = ascii("target.id");
    private static final byte[] SESSION_ID = ascii("session.id");
    private static final byte[] SESSION_IP = ascii("session.ip");
    private static final byte[] SESSION_USER_AGENT = ascii("session.userAgent");
    private static final byte[] OUTCOME = ascii("outcome");
    private static final byte[] DETAILS = ascii("details.");

    private static final byte[] DIGESTS = ascii("{\"_sd\":[");
    private static final byte[] ALGORITHM = ascii("],\"_sd_alg\":\"sha-256\"");
    private static final byte[] ACTION = name("action");
    private static final byte[] CLASSIFICATION = name("classification");
    private static final byte[] CORRELATION_ID = name("correlationId");
    private static final byte[] ID = name("id");
    private static final byte[] OCCURRED_AT = name("occurredAt");
    private static final byte[] PURPOSE = name("purpose");
    private static final byte[] RECORDED_AT = name("recordedAt");
    private static final byte[] RETENTION_POLICY = name("retentionPolicy");
    private static final byte[] SOURCE = name("source");
    private static final byte[] STATUS = name("status");
    private static final byte[] TENANT = name("tenant");
    private static final byte[] VERSION = ascii(",\"v\":1}");

    private final Sha256 sha256 = new Sha256();
    private final ByteBuilder salted = new ByteBuilder(64);
    private final ByteBuilder disclosure = new ByteBuilder(256);
    private final ByteBuilder base64 = new ByteBuilder(512);
    private final SortedDigests digests = new SortedDigests();
    private final ByteBuilder entry = new ByteBuilder(2048);
    private final Microseconds occurrence = new Microseconds();
    private final Microseconds record = new Microseconds();
    private byte[] secret;
    private Redaction redaction;

    /** Makes the entry of an event that is complete, from the secret its salts come from. */
    public LedgerEntry entry(AuditEvent event, Instant recordedAt, byte[] secret) {
        byte[] leaf = leaf(EventFields.of(event, recordedAt), secret);
        return new LedgerEntry(bytes(), leaf);
    }

    /** Makes the entry of an event of which personal fields were redacted. */
    public LedgerEntry entry(AuditEvent event, Instant recordedAt, Redaction redaction) {
        byte[] leaf = leaf(EventFields.of(event, recordedAt), redaction);
        return new LedgerEntry(bytes(), leaf);
    }

    /** Makes the entry of an event that is complete, and returns its leaf hash. */
    public byte[] leaf(EventFields event, byte[] secret) {
        this.secret = secret;
        this.redaction = null;
        digests.clear();
        return leaf(event);
    }

    /** Makes the entry of an event of which personal fields were redacted, and returns its leaf hash. */
    public byte[] leaf(EventFields event, Redaction redaction) {
        this.secret = null;
        this.redaction = redaction;
        digests.clear();
        redaction.digests().values().forEach(it -> digests.add(it.getBytes(StandardCharsets.UTF_8)));
        return leaf(event);
    }

    /** Returns how many bytes the last entry has. */
    public int size() {
        return entry.size() - 1;
    }

    private byte[] bytes() {
        return Arrays.copyOfRange(entry.array(), 1, entry.size());
    }

    private byte[] leaf(EventFields event) {
        personal(event);
        entry.reset();
        entry.write(0); // before a leaf (RFC 6962, 2.1)
        impersonal(event);
        return sha256.of(entry);
    }

    private void personal(EventFields event) {
        personal(PRINCIPAL_ID, event.principalId());
        personal(PRINCIPAL_TYPE, event.principalType());
        personal(PRINCIPAL_NAME, event.principalName());
        personal(SUBJECT_ID, event.subjectId());
        personal(SUBJECT_TYPE, event.subjectType());
        personal(TARGET_TYPE, event.targetType());
        personal(TARGET_ID, event.targetId());
        personal(SESSION_ID, event.sessionId());
        personal(SESSION_IP, event.sessionIp());
        personal(SESSION_USER_AGENT, event.sessionUserAgent());
        personal(OUTCOME, event.outcome());
        for (EventFields.Member member : event.details()) {
            if (open(DETAILS, member.name())) {
                member.value().writeTo(disclosure);
                close();
            }
        }
    }

    private void personal(byte[] name, Utf8 value) {
        boolean there = value != null && !(redaction != null && isPlaceholder(name, value));
        if (there && open(name, Utf8.EMPTY)) {
            value.quoteTo(disclosure);
            close();
        }
    }

    private boolean isPlaceholder(byte[] name, Utf8 value) {
        return PersonalFields.isPlaceholder(Utf8.of(name).toString(), value.toString(), redaction);
    }

    /** Starts a disclosure as SD-JWT makes it, {@code [salt, name, value]}; returns false when there is no salt for it. */
    private boolean open(byte[] group, Utf8 name) {
        disclosure.reset();
        disclosure.write('[');
        disclosure.write('"');
        if (redaction == null) {
            salt(group, name, disclosure);
        } else {
            String salt = redaction.salts().get(Utf8.of(group).toString() + name);
            if (salt == null) {
                digests.add(new byte[0]); // never committed to; any digest but the committed one will do
                return false;
            }
            Utf8.of(salt).escapeTo(disclosure); // it may be anything that somebody wrote there
        }
        disclosure.write('"');
        disclosure.write(',');
        disclosure.write('"');
        disclosure.write(group);
        name.escapeTo(disclosure);
        disclosure.write('"');
        disclosure.write(',');
        return true;
    }

    private void close() {
        disclosure.write(']');
        base64.reset();
        base64.base64(disclosure.array(), 0, disclosure.size());
        byte[] digest = sha256.of(base64);
        base64.reset();
        base64.base64(digest, 0, digest.length);
        digests.add(base64.toByteArray());
    }

    /** Returns the salt of one field; deriving it keeps one secret of 16 bytes per event instead of one salt per field. */
    String saltOf(byte[] secret, String name) {
        this.secret = secret;
        var salt = new ByteBuilder(32);
        salt(new byte[0], Utf8.of(name), salt);
        return Utf8.of(salt.toByteArray()).toString();
    }

    private void salt(byte[] group, Utf8 name, ByteBuilder out) {
        salted.reset();
        salted.write(secret);
        salted.write(group);
        name.writeTo(salted);
        out.base64(sha256.of(salted), 0, LedgerEntry.SALT_BYTES);
    }

    /** Writes the members in the order of RFC 8785. */
    private void impersonal(EventFields event) {
        entry.write(DIGESTS);
        digests.writeTo(entry);
        entry.write(ALGORITHM);
        member(ACTION, event.action());
        member(CLASSIFICATION, event.classification());
        member(CORRELATION_ID, event.correlationId());
        entry.write(ID);
        entry.write('"');
        uuid(event.idHigh(), event.idLow());
        entry.write('"');
        entry.write(OCCURRED_AT);
        entry.write('"');
        occurrence.write(event.occurredAt(), event.offset(), entry);
        entry.write('"');
        member(PURPOSE, event.purpose());
        entry.write(RECORDED_AT);
        entry.write('"');
        record.write(event.recordedAt(), 0, entry);
        entry.write('"');
        member(RETENTION_POLICY, event.retentionPolicy());
        member(SOURCE, event.source());
        member(STATUS, event.status());
        member(TENANT, event.tenant());
        entry.write(VERSION);
    }

    private void member(byte[] name, Utf8 value) {
        if (value != null) {
            entry.write(name);
            value.quoteTo(entry);
        }
    }

    private void uuid(long high, long low) {
        hex(high, 60, 32);
        entry.write('-');
        hex(high, 28, 16);
        entry.write('-');
        hex(high, 12, 0);
        entry.write('-');
        hex(low, 60, 48);
        entry.write('-');
        hex(low, 44, 0);
    }

    private void hex(long bits, int from, int to) {
        for (int shift = from; shift >= to; shift -= 4) {
            entry.write(HEX.charAt((int) (bits >>> shift) & 0xf));
        }
    }

    private static byte[] name(String member) {
        return ascii(",\"" + member + "\":");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
