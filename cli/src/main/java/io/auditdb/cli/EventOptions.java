package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.json.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * An event in options. Values go to the platform as they are, which says what is wrong with them all at once; nothing
 * but the time and the details is read here.
 */
final class EventOptions {
    @Option(names = "--id", paramLabel = "UUID", description = "The event's id (default: a new one).")
    private String id;

    @Option(
            names = "--occurred-at",
            paramLabel = "TIME",
            description = "When it happened (default: now): " + Times.FORMS + ".")
    private String occurredAt;

    @Option(names = "--action", paramLabel = "ACTION", description = "What was done, such as patient.read.")
    private String action;

    @Option(names = "--status", paramLabel = "STATUS", description = "How it ended: attempt, success, failure.")
    private String status;

    @Option(names = "--principal", paramLabel = "ID", description = "Who acted.")
    private String principal;

    @Option(names = "--principal-type", paramLabel = "TYPE", description = "What kind of actor.")
    private String principalType;

    @Option(names = "--principal-name", paramLabel = "NAME", description = "The actor's name.")
    private String principalName;

    @Option(names = "--subject", paramLabel = "ID", description = "Whose data it was.")
    private String subject;

    @Option(names = "--subject-type", paramLabel = "TYPE", description = "What kind of subject.")
    private String subjectType;

    @Option(names = "--target", paramLabel = "TYPE[/ID]", description = "What it was done to.")
    private String target;

    @Option(names = "--purpose", paramLabel = "PURPOSE", description = "Why, such as TREATMENT.")
    private String purpose;

    @Option(names = "--outcome", paramLabel = "TEXT", description = "The result in words.")
    private String outcome;

    @Option(names = "--correlation", paramLabel = "ID", description = "What ties events together.")
    private String correlation;

    @Option(names = "--session", paramLabel = "ID", description = "The session of the actor.")
    private String session;

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "Where the actor was.")
    private String ip;

    @Option(names = "--user-agent", paramLabel = "TEXT", description = "The program the actor used.")
    private String userAgent;

    @Option(names = "--source", paramLabel = "SOURCE", description = "The system that recorded it.")
    private String source;

    @Option(
            names = "--classification",
            paramLabel = "CLASSIFICATION",
            description = "PUBLIC, INTERNAL, CONFIDENTIAL or PHI.")
    private String classification;

    @Option(names = "--retention-policy", paramLabel = "NAME", description = "How long to keep it.")
    private String retentionPolicy;

    @Option(
            names = "--detail",
            paramLabel = "NAME=VALUE",
            description = "A member of the details, JSON or else text; may be given again.")
    private Map<String, String> details = Map.of();

    /** Returns whether any of the options was given. */
    boolean given() {
        return !members().isEmpty() || occurredAt != null;
    }

    /** Adds the members of the event; throws IllegalArgumentException for a time that is none. */
    void addTo(Map<String, Object> event, Clock clock, Json json) {
        event.put(
                "occurredAt",
                Times.instant(occurredAt == null ? "now" : occurredAt, clock).toString());
        event.putAll(members());
        if (!details.isEmpty()) {
            var members = new LinkedHashMap<String, Object>();
            details.forEach((name, value) -> members.put(name, jsonOrText(value, json)));
            event.put("details", members);
        }
    }

    private Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        put(members, "id", id);
        put(members, "action", action);
        put(members, "status", status);
        put(members, "principal", object("id", principal, "type", principalType, "name", principalName));
        put(members, "subject", object("id", subject, "type", subjectType));
        put(members, "target", target());
        put(members, "purpose", purpose);
        put(members, "outcome", outcome);
        put(members, "correlationId", correlation);
        put(members, "session", object("id", session, "ip", ip, "userAgent", userAgent));
        put(members, "source", source);
        put(members, "classification", classification);
        put(members, "retentionPolicy", retentionPolicy);
        put(members, "details", details.isEmpty() ? null : details);
        return members;
    }

    private Map<String, Object> target() {
        int slash = target == null ? -1 : target.indexOf('/');
        return slash < 0
                ? object("type", target)
                : object("type", target.substring(0, slash), "id", target.substring(slash + 1));
    }

    private static Object jsonOrText(String value, Json json) {
        try {
            return json.read(value);
        } catch (AuditDbException e) {
            return value;
        }
    }

    private static Map<String, Object> object(String... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(object, namesAndValues[i], namesAndValues[i + 1]);
        }
        return object.isEmpty() ? null : object;
    }

    private static void put(Map<String, Object> object, String name, Object value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
