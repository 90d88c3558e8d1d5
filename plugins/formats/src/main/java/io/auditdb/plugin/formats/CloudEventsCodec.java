package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * CloudEvents 1.0 in the JSON format, structured or batched ({@code https://github.com/cloudevents/spec}). One that came as a
 * CloudEvent is written as that again; any other has the event as its data.
 */
final class CloudEventsCodec extends JsonCodec {
    private static final String TYPE = "io.auditdb.event.";
    private static final String VERSION = "1.0";
    private static final Set<String> PERSONAL_PATHS =
            Set.of("authid", "authclaims", "data", "data_base64", "id", "source", "subject");

    private final CarriedEvent carried;
    private final Clock clock;

    /** {@code carried} reads and writes what was no CloudEvent; the clock tells the time of those that tell none. */
    CloudEventsCodec(Json json, RecordSettings settings, CarriedEvent carried, Clock clock) {
        super(json, settings, "plugins.formats.cloudevents");
        this.carried = requireNonNull(carried, "carried is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String format() {
        return "cloudevents";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of(
                "application/cloudevents+json",
                "application/cloudevents-batch+json",
                "application/x-cloudevents-ndjson");
    }

    @Override
    public String encodedAs() {
        return "application/x-cloudevents-ndjson";
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    Decoded decode(long number, Members record, String tenant) {
        var faults = new ArrayList<Fault>();
        if (!VERSION.equals(record.text("specversion"))) {
            faults.add(new Fault("/specversion", "must be " + VERSION));
        }
        String type = required(record, "type", faults);
        String id = required(record, "id", faults);
        String source = required(record, "source", faults);
        if (faults.isEmpty() && type.startsWith(TYPE) && record.value("data") instanceof Map<?, ?> own) {
            return carried.read(number, json().write(own), tenant);
        }
        if (tenant == null) {
            faults.add(new Fault("", "names no tenant, and none was given for the whole"));
        }
        var remarks = new ArrayList<Fault>();
        OffsetDateTime time = time(record, faults, remarks);
        if (!faults.isEmpty()) {
            return Decoded.faulty(number, faults);
        }
        UUID own = remarks.isEmpty() ? RecordIds.of(source + "\n" + id) : null;
        return Decoded.of(number, event(record, tenant, type, own, time), remarks);
    }

    private static String required(Members record, String name, List<Fault> faults) {
        String value = record.text(name);
        if (value == null) {
            faults.add(new Fault("/" + name, "is missing, or no text"));
        }
        return value;
    }

    /** It may be absent, and then it is when the event came. */
    private OffsetDateTime time(Members record, List<Fault> faults, List<Fault> remarks) {
        if (record.value("time") == null) {
            remarks.add(new Fault(
                    "/time",
                    "is missing; the time of receipt was taken, so that it is another event when it is sent again"));
            return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        }
        try {
            String text = record.text("time");
            return OffsetDateTime.parse(text == null ? "" : text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            faults.add(new Fault("/time", "must be a time such as 2026-03-01T08:30:00.123Z"));
            return null;
        }
    }

    private static AuditEvent event(Members record, String tenant, String type, UUID id, OffsetDateTime time) {
        String principal = record.id("authid");
        String subject = record.id("subject");
        return AuditEvent.builder()
                .id(id)
                .occurredAt(time)
                .tenant(tenant)
                .action(type)
                .status(status(record))
                .principal(principal == null ? null : new Principal(principal, record.id("authtype"), null))
                .target(subject == null ? null : new Target("subject", subject))
                .correlationId(Members.firstOf(record.id("correlationid"), record.id("traceparent")))
                .source(record.id("source"))
                .classification(Classification.INTERNAL)
                .details(record.all())
                .build();
    }

    /** What happened has happened, unless the data says otherwise. */
    private static Status status(Members record) {
        String said = record.object("data").text("status");
        for (Status status : Status.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(said)) {
                return status;
            }
        }
        return Status.SUCCESS;
    }

    @Override
    Map<String, Object> record(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        if (VERSION.equals(event.details().get("specversion"))
                && event.details().containsKey("type")) {
            return original(recorded);
        }
        var record = new LinkedHashMap<String, Object>();
        record.put("specversion", VERSION);
        record.put("id", event.id().toString());
        record.put("source", "urn:audit-db:" + event.tenant());
        record.put("type", TYPE + event.action());
        record.put("time", EventTime.text(event.occurredAt()));
        record.put("datacontenttype", "application/json");
        record.put("data", json().read(carried.write(recorded)));
        return record;
    }

    private static Map<String, Object> original(RecordedEvent recorded) {
        var record = new LinkedHashMap<String, Object>(recorded.event().details());
        if (!recorded.redacted().isEmpty()) {
            record.putIfAbsent("id", recorded.event().id().toString());
            record.putIfAbsent("source", "urn:audit-db:redacted");
        }
        return record;
    }
}
