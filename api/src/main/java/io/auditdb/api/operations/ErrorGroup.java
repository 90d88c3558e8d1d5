package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.ErrorRecovery.Category;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Failures of one kind: the same class, code and SQLSTATE at the same place of the platform's code.
 *
 * @param fingerprint names the kind: 16 hexadecimal digits, the same on every instance of one version
 * @param category what kind of failure it is
 * @param code the code that callers saw
 * @param type the class of the exception that began it
 * @param sqlState what the database said, where it said something
 * @param message the platform's own words for the last one; empty for a defect, whose words may hold anything
 * @param frames where it happened: the innermost places of the platform's code
 * @param count how often
 * @param first when it was first seen
 * @param last when it was last seen
 * @param perMinute how often in each of the last 60 minutes, the running one last
 * @param context what is known of the last one
 */
public record ErrorGroup(
        String fingerprint,
        Category category,
        String code,
        String type,
        Optional<String> sqlState,
        String message,
        List<String> frames,
        long count,
        Instant first,
        Instant last,
        List<Integer> perMinute,
        Context context) {
    private static final int RECENT = 5;

    /** Checks that the parts are there, and copies the lists. */
    public ErrorGroup {
        requireNonNull(fingerprint, "fingerprint is null");
        requireNonNull(category, "category is null");
        requireNonNull(code, "code is null");
        requireNonNull(type, "type is null");
        requireNonNull(sqlState, "sqlState is null");
        requireNonNull(message, "message is null");
        requireNonNull(first, "first is null");
        requireNonNull(last, "last is null");
        requireNonNull(context, "context is null");
        frames = List.copyOf(frames);
        perMinute = List.copyOf(perMinute);
    }

    /** Whether it becomes more. */
    public enum Trend {
        /** In the last five minutes more than twice as often as before. */
        RISING,
        /** As often as before. */
        STEADY,
        /** Less than half as often as before. */
        FALLING
    }

    /** Returns whether it becomes more: the last five minutes against the rest of the hour. */
    public Trend trend() {
        int split = Math.max(0, perMinute.size() - RECENT);
        double recent = sum(perMinute.subList(split, perMinute.size())) / RECENT;
        double before = split == 0 ? 0 : sum(perMinute.subList(0, split)) / split;
        if (recent > 2 * before) {
            return Trend.RISING;
        }
        return 2 * recent < before ? Trend.FALLING : Trend.STEADY;
    }

    private static double sum(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * In the course of what something failed. Empty where it is not known, or there is none.
     *
     * @param operation such as {@code GET /v1/events}
     * @param tenant the organisation it was for, where that is one
     * @param principal a pseudonym of who asked; the same on every instance with the same keys
     * @param instance process and host
     * @param correlationId what caller and log lines call it
     */
    public record Context(String operation, String tenant, String principal, String instance, String correlationId) {
        /** Checks that the parts are there. */
        public Context {
            requireNonNull(operation, "operation is null");
            requireNonNull(tenant, "tenant is null");
            requireNonNull(principal, "principal is null");
            requireNonNull(instance, "instance is null");
            requireNonNull(correlationId, "correlationId is null");
        }
    }
}
