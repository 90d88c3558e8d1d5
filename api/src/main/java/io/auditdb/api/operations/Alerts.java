package io.auditdb.api.operations;

import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What ails this instance, by rules about its figures. Everything here needs the right to operate. Safe for use by many
 * threads.
 */
public interface Alerts {
    /** Returns all that are pending or firing, and the last that were resolved: worst first, then newest first. */
    List<Alert> list(Access by);

    /**
     * Says that somebody looks after an alert, which is then not escalated.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when there is none of this id that fires
     */
    Alert acknowledge(Access by, String id, String note);

    /** Returns the silences that have not ended. */
    List<Silence> silences(Access by);

    /**
     * Keeps alerts from being delivered for a while; they are listed all the same.
     *
     * @param rule whose; empty: all
     * @param labels only those that have all of these
     * @param time how long, at most {@code plugins.monitoring.alerts.max-silence}
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST}
     */
    Silence silence(Access by, Optional<String> rule, Map<String, String> labels, Duration time, String reason);

    /** Ends a silence; returns whether there was one. */
    boolean endSilence(Access by, String id);
}
