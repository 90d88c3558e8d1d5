package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which events a rule is about: those that have all that its labels say. */
final class EventPattern implements Predicate<AuditEvent> {
    private final Predicate<AuditEvent> all;

    /**
     * Reads labels.
     *
     * @throws IllegalArgumentException with what is wrong with them
     */
    EventPattern(Map<String, String> labels) {
        Predicate<AuditEvent> every = event -> true;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            every = every.and(of(label.getKey(), label.getValue()));
        }
        this.all = every;
    }

    private static Predicate<AuditEvent> of(String label, String value) {
        return switch (label) {
            case "action" -> action(value);
            case "tenant" -> event -> value.equals(event.tenant());
            case "status" -> {
                Status status = named(Status.class, label, value);
                yield event -> status == event.status();
            }
            case "classification" -> {
                Classification classification = named(Classification.class, label, value);
                yield event -> event.classification()
                        .filter(it -> it == classification)
                        .isPresent();
            }
            default ->
                throw new IllegalArgumentException(
                        label + " is nothing that events are told apart by: action, status, classification or tenant");
        };
    }

    /** A star stands for any characters. Each event that is appended is asked, so most patterns are no regular expression. */
    private static Predicate<AuditEvent> action(String action) {
        int star = action.indexOf('*');
        if (star < 0) {
            return event -> action.equals(event.action());
        }
        if (star == action.length() - 1) {
            String start = action.substring(0, star);
            return event -> event.action().startsWith(start);
        }
        Pattern pattern = Pattern.compile(
                "\\Q" + action.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL);
        return event -> pattern.matcher(event.action()).matches();
    }

    private static <E extends Enum<E>> E named(Class<E> type, String label, String value) {
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(value + " is no " + label, e);
        }
    }

    @Override
    public boolean test(AuditEvent event) {
        return all.test(event);
    }
}
