package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The event that a record of the Common Event Format tells of, by the names of its dictionary. */
final class CefEvent {
    private static final Set<String> FAILED =
            Set.of("failure", "failed", "fail", "denied", "error", "block", "blocked");
    private static final Set<String> ATTEMPTED = Set.of("attempt", "unknown");
    /** Besides milliseconds since 1970; those without a zone are in UTC. */
    private static final List<DateTimeFormatter> TIMES = List.of(
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss.SSS", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss", Locale.ENGLISH));

    private static final List<DateTimeFormatter> ZONED_TIMES = List.of(
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss.SSS zzz", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss zzz", Locale.ENGLISH));

    /** What may say what it was done to, the most telling first. */
    private static final List<String> TARGETS = List.of("fname", "request", "duser", "dhost");

    private final CefRecord record;
    private final Members extension;

    CefEvent(CefRecord record, int maxIdLength) {
        this.record = record;
        this.extension = new Members(record.extension(), maxIdLength);
    }

    Decoded decode(long number, String tenant) {
        var faults = new ArrayList<Fault>();
        if (tenant == null) {
            faults.add(new Fault("", "names no tenant, and none was given for the whole"));
        }
        OffsetDateTime time = time(faults);
        return faults.isEmpty() ? Decoded.of(number, event(tenant, time)) : Decoded.faulty(number, faults);
    }

    private AuditEvent event(String tenant, OffsetDateTime time) {
        String external = extension.text("externalId");
        String user = Members.firstOf(extension.id("suid"), extension.id("suser"));
        return AuditEvent.builder()
                .id(external == null ? null : RecordIds.of(record.text() + record.rest()))
                .occurredAt(time)
                .tenant(tenant)
                .action(action())
                .status(status())
                .outcome(Members.firstOf(extension.text("reason"), extension.text("msg")))
                .principal(user == null ? null : new Principal(user, null, extension.id("suser")))
                .target(target())
                .session(session())
                .source(Members.firstOf(extension.id("dvchost"), record.fields().get(2)))
                .classification(Classification.INTERNAL)
                .details(details())
                .build();
    }

    private OffsetDateTime time(List<Fault> faults) {
        for (String name : List.of("rt", "end", "start")) {
            String text = extension.text(name);
            if (text != null) {
                OffsetDateTime time = time(text);
                if (time == null) {
                    faults.add(new Fault(
                            "/extension/" + name, "must be milliseconds since 1970, or such as Mar 01 2026 08:30:00"));
                }
                return time;
            }
        }
        faults.add(new Fault("/extension", "has no time: rt, end or start"));
        return null;
    }

    private static OffsetDateTime time(String text) {
        try {
            if (text.matches("\\d{1,15}")) {
                return Instant.ofEpochMilli(Long.parseLong(text)).atOffset(ZoneOffset.UTC);
            }
            if (text.matches("\\d{4}-.*")) {
                return OffsetDateTime.parse(text).truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            return null;
        }
        for (DateTimeFormatter format : ZONED_TIMES) {
            try {
                return ZonedDateTime.parse(text, format).toOffsetDateTime();
            } catch (DateTimeException e) {
                // perhaps the next
            }
        }
        for (DateTimeFormatter format : TIMES) {
            try {
                return LocalDateTime.parse(text, format).atOffset(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                // perhaps the next
            }
        }
        return null;
    }

    /** The class of event where it is a name; else the name, in small letters and dashes. */
    private String action() {
        String type = record.fields().get(4);
        return type.matches("[A-Za-z][A-Za-z0-9._:-]{0,200}")
                ? type
                : "cef." + ActionWord.of(record.fields().get(5)) + "." + type.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private Status status() {
        String outcome = extension.text("outcome");
        String said = outcome == null ? "" : outcome.toLowerCase(Locale.ROOT);
        return FAILED.contains(said) ? Status.FAILURE : ATTEMPTED.contains(said) ? Status.ATTEMPT : Status.SUCCESS;
    }

    private Target target() {
        for (String name : TARGETS) {
            String id = extension.id(name);
            if (id != null) {
                return new Target(name.equals("dhost") ? "host" : name.equals("duser") ? "user" : name, id);
            }
        }
        return null;
    }

    private Session session() {
        String ip = Members.firstOf(extension.id("src"), extension.id("c6a2"));
        String agent = extension.text("requestClientApplication");
        return ip == null && agent == null ? null : new Session(null, ip, agent);
    }

    private Map<String, Object> details() {
        var details = new LinkedHashMap<String, Object>();
        var header = new LinkedHashMap<String, Object>();
        for (int i = 0; i < CefRecord.NAMES.size(); i++) {
            header.put(CefRecord.NAMES.get(i), record.fields().get(i));
        }
        details.put(CefWriter.HEADER, header);
        details.put(CefWriter.EXTENSION, new LinkedHashMap<String, Object>(record.extension()));
        record.rest().forEach(details::putIfAbsent);
        if (!record.syslog().isEmpty()) {
            details.put("syslog", record.syslog());
        }
        return details;
    }
}
