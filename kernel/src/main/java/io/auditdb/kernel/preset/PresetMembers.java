package io.auditdb.kernel.preset;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The members of an event that presets know of. */
final class PresetMembers {
    static final List<String> FILLED = List.of("classification", "purpose", "retentionPolicy", "source");
    static final List<String> ASKED_FOR = List.of(
            "principal",
            "principal.name",
            "principal.type",
            "subject",
            "target",
            "target.id",
            "session",
            "session.id",
            "session.ip",
            "session.userAgent",
            "purpose",
            "outcome",
            "correlationId",
            "source",
            "retentionPolicy");
    static final String DETAILS = "details.";

    private PresetMembers() {}

    static boolean canBeRequired(String member) {
        return ASKED_FOR.contains(member) || (member.startsWith(DETAILS) && member.length() > DETAILS.length());
    }

    static boolean isClassification(String text) {
        return Arrays.stream(Classification.values()).anyMatch(it -> it.name().equals(text));
    }

    /** Whether an event says it. */
    static boolean has(AuditEvent event, String member) {
        Optional<Principal> principal = event.principal();
        Optional<Session> session = event.session();
        return switch (member) {
            case "principal" -> principal.isPresent();
            case "principal.name" -> principal.map(Principal::name).isPresent();
            case "principal.type" -> principal.map(Principal::type).isPresent();
            case "subject" -> event.subject().isPresent();
            case "target" -> event.target().isPresent();
            case "target.id" -> event.target().map(Target::id).isPresent();
            case "session" -> session.isPresent();
            case "session.id" -> session.map(Session::id).isPresent();
            case "session.ip" -> session.map(Session::ip).isPresent();
            case "session.userAgent" -> session.map(Session::userAgent).isPresent();
            case "purpose" -> event.purpose().isPresent();
            case "outcome" -> event.outcome().isPresent();
            case "correlationId" -> event.correlationId().isPresent();
            case "source" -> event.source().isPresent();
            case "retentionPolicy" -> event.retentionPolicy().isPresent();
            default -> member.startsWith(DETAILS) && event.details().get(member.substring(DETAILS.length())) != null;
        };
    }

    /** Whether a default of this member would be the first to say it. */
    static boolean isAbsent(AuditEvent event, String member) {
        return switch (member) {
            case "classification" -> event.classification().isEmpty();
            case "purpose" -> event.purpose().isEmpty();
            case "retentionPolicy" -> event.retentionPolicy().isEmpty();
            case "source" -> event.source().isEmpty();
            default -> false;
        };
    }

    static void fill(AuditEvent.Builder event, String member, String value) {
        switch (member) {
            case "classification" -> event.classification(Classification.valueOf(value));
            case "purpose" -> event.purpose(value);
            case "retentionPolicy" -> event.retentionPolicy(value);
            case "source" -> event.source(value);
            default -> throw new IllegalArgumentException(member);
        }
    }
}
