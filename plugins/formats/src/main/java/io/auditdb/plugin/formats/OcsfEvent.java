package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The event that one of OCSF tells of, and what is wrong with it: what every class requires is checked. */
final class OcsfEvent {
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    /** No event is a million years ahead. */
    private static final long MOST_MILLIS = 1L << 53;

    private final Members record;
    private final Json json;
    private final List<Fault> faults = new ArrayList<>();

    private OcsfEvent(Members record, Json json) {
        this.record = record;
        this.json = json;
    }

    static Decoded decode(long number, Members record, String tenant, Json json) {
        var reading = new OcsfEvent(record, json);
        AuditEvent event = reading.event(tenant);
        return reading.faults.isEmpty() ? Decoded.of(number, event) : Decoded.faulty(number, reading.faults);
    }

    private AuditEvent event(String given) {
        Members metadata = record.object("metadata");
        String tenant = Members.firstOf(given, metadata.id("tenant_uid"));
        if (tenant == null) {
            faults.add(new Fault("/metadata/tenant_uid", "is missing, and no tenant was given for the whole"));
        }
        long uid = number("class_uid");
        long activity = number("activity_id");
        OffsetDateTime time = time();
        return AuditEvent.builder()
                .id(id(metadata))
                .occurredAt(time)
                .tenant(tenant)
                .action(action(uid, activity))
                .status(status())
                .outcome(Members.firstOf(record.text("status_detail"), record.text("message")))
                .principal(principal())
                .target(target())
                .session(session())
                .correlationId(metadata.id("correlation_uid"))
                .source(Members.firstOf(metadata.object("product").id("name"), metadata.id("log_provider")))
                .classification(Classification.INTERNAL)
                .details(record.all())
                .build();
    }

    private long number(String name) {
        if (record.value(name) instanceof Long number) {
            return number;
        }
        faults.add(new Fault("/" + name, record.has(name) ? "must be a whole number" : "is missing"));
        return -1;
    }

    /** The text where there is one, which is finer; else milliseconds since 1970. */
    private OffsetDateTime time() {
        String text = record.text("time_dt");
        try {
            if (text != null) {
                return OffsetDateTime.parse(text).truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            faults.add(new Fault("/time_dt", "must be a time such as 2026-03-01T08:30:00.123Z"));
            return null;
        }
        long millis = number("time");
        if (Math.abs(millis) > MOST_MILLIS) {
            faults.add(new Fault("/time", "must be milliseconds since 1970"));
            return null;
        }
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private UUID id(Members metadata) {
        String uid = metadata.text("uid");
        UUID written = RecordIds.written(uid);
        if (written != null || uid == null) {
            return written;
        }
        return RecordIds.of(json.write(record.all())); // a number of the sender's own, which another may have as well
    }

    private String action(long uid, long activity) {
        OcsfClass known = OcsfClass.of(uid);
        String verb = Members.firstOf(
                known == null ? null : known.activityText(activity),
                Members.firstOf(record.id("activity_name"), Long.toString(activity)));
        String word = ActionWord.of(verb);
        if (known == OcsfClass.AUTHENTICATION) {
            return "auth." + (word.equals("logon") ? "login" : word.equals("logoff") ? "logout" : word);
        } else if (known == OcsfClass.ENTITY_MANAGEMENT) {
            String type = record.object("entity").id("type");
            return ActionWord.of(type == null ? "entity" : type) + "." + word;
        } else if (known == OcsfClass.DATASTORE_ACTIVITY) {
            return "data." + word;
        } else if (known == OcsfClass.API_ACTIVITY) {
            Members api = record.object("api");
            String service = api.object("service").id("name");
            return "api." + (service == null ? "" : ActionWord.of(service) + ".")
                    + Members.firstOf(api.id("operation"), word);
        }
        String name = record.id("class_name");
        return "ocsf." + (name == null ? uid : ActionWord.of(name)) + "." + word;
    }

    private Status status() {
        Object status = record.value("status_id");
        return Long.valueOf(SUCCESS).equals(status)
                ? Status.SUCCESS
                : Long.valueOf(FAILURE).equals(status) ? Status.FAILURE : Status.ATTEMPT;
    }

    private Principal principal() {
        Members actor = record.object("actor").object("user");
        Members user = actor.isEmpty() ? record.object("user") : actor;
        String id = Members.firstOf(Members.firstOf(user.id("uid"), user.id("name")), user.id("email_addr"));
        return id == null ? null : new Principal(id, user.id("type"), user.id("name"));
    }

    private Target target() {
        Members entity = record.object("entity");
        Members resource = entity.isEmpty() ? record.first("resources") : entity;
        if (resource.isEmpty()) {
            for (String name : List.of("databucket", "database", "table", "file")) {
                Members store = record.object(name);
                if (!store.isEmpty()) {
                    return target(name, store);
                }
            }
            return null;
        }
        return target("resource", resource);
    }

    private static Target target(String kind, Members thing) {
        String type = thing.id("type");
        return new Target(type == null ? kind : type, Members.firstOf(thing.id("uid"), thing.id("name")));
    }

    private Session session() {
        Members own = record.object("session");
        Members session = own.isEmpty() ? record.object("actor").object("session") : own;
        String ip = record.object("src_endpoint").id("ip");
        String agent = record.object("http_request").text("user_agent");
        return session.id("uid") == null && ip == null && agent == null
                ? null
                : new Session(session.id("uid"), ip, agent);
    }
}
