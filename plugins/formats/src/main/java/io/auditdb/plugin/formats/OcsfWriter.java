package io.auditdb.plugin.formats;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Events as OCSF has them. One that came as such is that event again, without what was redacted. Any other is told as a class of
 * OCSF with what the class requires, and carries itself among what is not mapped.
 */
final class OcsfWriter {
    static final String VERSION = "1.8.0";

    private static final Map<Status, Integer> STATUSES =
            Map.of(Status.ATTEMPT, 0, Status.SUCCESS, 1, Status.FAILURE, 2);
    private static final Map<Status, String> STATUS_TEXTS =
            Map.of(Status.ATTEMPT, "Unknown", Status.SUCCESS, "Success", Status.FAILURE, "Failure");
    private static final int INFORMATIONAL = 1;
    private static final int LOW = 2;
    private static final String PRODUCT = "audit-db";
    /** What is not mapped and holds the proof of inclusion. */
    private static final String PROOF = "urn:audit-db:tlog-proof";

    private static final String UNKNOWN = "unknown";

    private final CarriedEvent carried;
    private final Function<RecordedEvent, Optional<OcsfAttestation>> attesting;

    /** {@code attestations} tells what attests an event, where that is wanted. */
    OcsfWriter(CarriedEvent carried, Function<RecordedEvent, Optional<OcsfAttestation>> attestations) {
        this.carried = carried;
        this.attesting = attestations;
    }

    Map<String, Object> record(RecordedEvent recorded) {
        boolean isOcsf = recorded.event().details().get("class_uid") instanceof Number
                && recorded.event().details().get("metadata") instanceof Map<?, ?>;
        Map<String, Object> record =
                isOcsf ? new LinkedHashMap<>(recorded.event().details()) : mapped(recorded);
        attesting.apply(recorded).ifPresent(it -> {
            var attestations =
                    new ArrayList<Object>(record.get("attestation_list") instanceof List<?> list ? list : List.of());
            attestations.add(it.attestation());
            record.put("attestation_list", attestations);
            record.put("metadata", withProfile(record.get("metadata")));
            Map<String, Object> unmapped = members(record.get("unmapped"));
            unmapped.put(PROOF, it.proof());
            record.put("unmapped", unmapped);
        });
        return record;
    }

    private static Map<String, Object> withProfile(Object metadata) {
        Map<String, Object> changed = members(metadata);
        var profiles = new ArrayList<Object>(changed.get("profiles") instanceof List<?> list ? list : List.of());
        if (!profiles.contains("record_integrity")) {
            profiles.add("record_integrity");
        }
        changed.put("profiles", profiles);
        return changed;
    }

    private static Map<String, Object> members(Object object) {
        var copy = new LinkedHashMap<String, Object>();
        if (object instanceof Map<?, ?> members) {
            members.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        return copy;
    }

    private Map<String, Object> mapped(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        OcsfClass kind = OcsfClass.of(event);
        int activity = kind.activity(event.action());
        var record = new LinkedHashMap<String, Object>();
        record.put("category_uid", kind.category());
        record.put("category_name", kind.categoryText());
        record.put("class_uid", kind.uid());
        record.put("class_name", kind.text());
        record.put("activity_id", activity);
        String text = activity == OcsfClass.OTHER ? event.action() : kind.activityText(activity);
        record.put("activity_name", text);
        record.put("type_uid", 100L * kind.uid() + activity);
        record.put("type_name", kind.text() + ": " + text);
        record.put("time", event.occurredAt().toInstant().toEpochMilli());
        record.put("time_dt", EventTime.text(event.occurredAt()));
        record.put("severity_id", event.status() == Status.FAILURE ? LOW : INFORMATIONAL);
        record.put("status_id", STATUSES.get(event.status()));
        record.put("status", STATUS_TEXTS.get(event.status()));
        event.outcome().ifPresent(it -> record.put("status_detail", it));
        record.put("metadata", metadata(recorded));
        people(record, event, kind);
        record.put("src_endpoint", endpoint(event));
        event.session().map(Session::userAgent).ifPresent(it -> record.put("http_request", Map.of("user_agent", it)));
        things(record, event, kind);
        record.put("unmapped", Map.of(CarriedEvent.NAME, carried.write(recorded)));
        return record;
    }

    private static Map<String, Object> metadata(RecordedEvent recorded) {
        AuditEvent event = recorded.event();
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("version", VERSION);
        metadata.put("product", Map.of("name", PRODUCT, "vendor_name", PRODUCT));
        metadata.put("profiles", List.of("datetime"));
        metadata.put("uid", event.id().toString());
        metadata.put("tenant_uid", event.tenant());
        event.correlationId().ifPresent(it -> metadata.put("correlation_uid", it));
        event.source().ifPresent(it -> metadata.put("log_provider", it));
        metadata.put("logged_time", recorded.recordedAt().toEpochMilli());
        return metadata;
    }

    private static void people(Map<String, Object> record, AuditEvent event, OcsfClass kind) {
        var user = new LinkedHashMap<String, Object>();
        Optional<Principal> principal = event.principal().filter(it -> !it.id().isEmpty());
        user.put("uid", principal.map(Principal::id).orElse(UNKNOWN));
        principal.map(Principal::name).ifPresent(it -> user.put("name", it));
        principal.map(Principal::type).ifPresent(it -> user.put("type", it));
        Optional<Map<String, Object>> session = event.session().map(Session::id).map(it -> Map.of("uid", it));
        if (kind == OcsfClass.AUTHENTICATION) {
            record.put("user", user);
            record.put("service", Map.of("name", event.source().orElse(UNKNOWN)));
            session.ifPresent(it -> record.put("session", it));
        } else {
            var actor = new LinkedHashMap<String, Object>();
            actor.put("user", user);
            session.ifPresent(it -> actor.put("session", it));
            record.put("actor", actor);
        }
    }

    private static Map<String, Object> endpoint(AuditEvent event) {
        return event.session()
                .map(Session::ip)
                .<Map<String, Object>>map(ip -> Map.of("ip", ip))
                .orElse(Map.of("name", UNKNOWN));
    }

    private static void things(Map<String, Object> record, AuditEvent event, OcsfClass kind) {
        Optional<Map<String, Object>> target =
                event.target().filter(it -> !it.type().isEmpty()).map(OcsfWriter::thing);
        switch (kind) {
            case ENTITY_MANAGEMENT -> record.put("entity", target.orElseThrow());
            case DATASTORE_ACTIVITY -> record.put("database", database(target));
            case API_ACTIVITY -> {
                record.put("api", Map.of("operation", event.action()));
                target.ifPresent(it -> record.put("resources", List.of(it)));
            }
            case AUTHENTICATION -> {} // it has no place for things
        }
    }

    private static Map<String, Object> database(Optional<Map<String, Object>> target) {
        var database = new LinkedHashMap<String, Object>(target.orElse(Map.of("name", UNKNOWN)));
        database.put("type_id", 0);
        return database;
    }

    private static Map<String, Object> thing(Target target) {
        var thing = new LinkedHashMap<String, Object>();
        thing.put("type", target.type());
        thing.put("uid", target.id() == null ? target.type() : target.id());
        return thing;
    }
}
