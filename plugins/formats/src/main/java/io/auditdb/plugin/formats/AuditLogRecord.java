package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.plugin.formats.AuditLogSettings.CheckHash;
import io.auditdb.plugin.formats.LegacySeal.Finding;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One event of the earlier system and what is wrong with it. Members that an event cannot do without are checked and
 * reported; any other member of an unexpected type is left where it is, in the details, and not mapped.
 */
final class AuditLogRecord {
    /** What the import adds to the details; a record that has these already would speak in its name. */
    private static final String HASH_FINDING = "legacyHash";

    private static final String SIGNATURE_FINDING = "legacySignature";

    /** Where the move of a table says which tenant a row is for. */
    private static final String TENANT = "importTenant";

    private final AuditLogReading reading;
    private final Members members;
    private final Map<String, Object> details;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> remarks = new ArrayList<>();

    private AuditLogRecord(AuditLogReading reading, Members members) {
        this.reading = reading;
        this.members = members;
        this.details = new LinkedHashMap<>(members.all());
    }

    static Decoded decode(long number, Object value, String tenant, AuditLogReading reading) {
        if (!(value instanceof Map<?, ?> object)) {
            return Decoded.faulty(number, List.of(new Fault("", "a record must be an object")));
        }
        var record = new AuditLogRecord(reading, new Members(object, reading.maxIdLength()));
        record.check(reading.seal(), reading.check());
        AuditEvent event = record.event(tenant);
        return record.faults.isEmpty()
                ? Decoded.of(number, event, record.remarks)
                : Decoded.faulty(number, record.faults);
    }

    private void check(LegacySeal seal, CheckHash mode) {
        for (String name : List.of(HASH_FINDING, SIGNATURE_FINDING)) {
            if (members.has(name)) {
                faults.add(new Fault("/" + name, "is a name that the import uses for its own finding"));
            }
        }
        if (mode == CheckHash.OFF) {
            return;
        }
        finding("/hash", HASH_FINDING, seal.hash(members.all()), mode, "is not the SHA-256 of the record");
        if (seal.checksSignatures()) {
            finding(
                    "/signature",
                    SIGNATURE_FINDING,
                    seal.signature(members.all()),
                    mode,
                    "is not the HMAC-SHA256 of the hash under the key that is set");
        }
    }

    private void finding(String pointer, String name, Finding finding, CheckHash mode, String problem) {
        details.put(name, finding.name().toLowerCase(Locale.ROOT));
        if (finding == Finding.MISMATCH) {
            if (mode == CheckHash.REFUSE) {
                faults.add(new Fault(pointer, problem + " (plugins.formats.audit-log.check-hash, check-row-hash)"));
            } else {
                remarks.add(new Fault(pointer, problem));
            }
        }
    }

    private AuditEvent event(String tenant) {
        Target target = target();
        return AuditEvent.builder()
                .id(id())
                .occurredAt(occurredAt())
                .tenant(reading.rows() ? tenantOfRow(tenant) : tenantOfEvent(tenant))
                .action(required("action"))
                .status(status())
                .outcome(members.text("outcomeDescription"))
                .principal(members.id("principalId") == null ? null : Principal.of(members.id("principalId")))
                .target(target)
                .subject(subject(target))
                .correlationId(members.id("correlationId"))
                .session(session())
                .classification(classification())
                .retentionPolicy(members.id("retentionPolicy"))
                .details(details)
                .build();
    }

    /** Whoever imports a file of events says whose they are. */
    private String tenantOfEvent(String tenant) {
        return tenant == null ? required("organizationId") : tenant;
    }

    /** A table holds those of all organisations; who moves it may name a tenant for an organisation, or for the others. */
    private String tenantOfRow(String tenant) {
        String chosen = members.text(TENANT);
        String own = chosen == null ? members.text("organizationId") : chosen;
        return own == null ? tenantOfEvent(tenant) : own;
    }

    /** A row of the earlier database has a number, so that its content is unlike any other; then the id follows from it. */
    private UUID id() {
        Object id = members.value("id");
        if (id == null) {
            return null;
        }
        UUID written = RecordIds.written(id);
        return written == null ? RecordIds.of(reading.json().write(members.all())) : written;
    }

    /** The earlier system wrote UTC, with or without saying so. */
    private OffsetDateTime occurredAt() {
        String text = required("timestamp");
        if (text == null) {
            return null;
        }
        try {
            boolean local = text.matches("[^+Zz]*T[^+Zz-]*");
            return local ? LocalDateTime.parse(text).atOffset(ZoneOffset.UTC) : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            faults.add(new Fault("/timestamp", "must be a time such as 2023-10-26T10:30:00.000Z (RFC 3339)"));
            return null;
        }
    }

    private Status status() {
        String text = required("status");
        for (Status status : Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
                return status;
            }
        }
        if (text != null) {
            faults.add(new Fault("/status", "must be attempt, success or failure"));
        }
        return null;
    }

    private Target target() {
        String type = members.id("targetResourceType");
        return type == null ? null : new Target(type, members.id("targetResourceId"));
    }

    private static Subject subject(Target target) {
        boolean patient = target != null && target.type().equals("Patient") && target.id() != null;
        return patient ? new Subject(target.id(), "Patient") : null;
    }

    private Session session() {
        Members context = members.object("sessionContext");
        String id = context.id("sessionId");
        String ip = context.id("ipAddress");
        String userAgent = context.text("userAgent");
        return id == null && ip == null && userAgent == null ? null : new Session(id, ip, userAgent);
    }

    private Classification classification() {
        String text = members.text("dataClassification");
        for (Classification classification : Classification.values()) {
            if (classification.name().equals(text)) {
                return classification;
            }
        }
        return null;
    }

    private String required(String name) {
        String text = members.text(name);
        if (text == null) {
            boolean there = members.has(name);
            faults.add(new Fault("/" + name, there ? "must be a string that is not empty" : "is missing"));
        }
        return text;
    }
}
