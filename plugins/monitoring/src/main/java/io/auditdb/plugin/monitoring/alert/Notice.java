package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert;

/** Something about an alert that somebody should know. */
record Notice(Kind kind, Alert alert) {
    /** What happened. */
    enum Kind {
        /** Its condition has held for as long as the rule says. */
        FIRED,
        /** It holds no more. */
        RESOLVED,
        /** Nobody looks after it. */
        ESCALATED
    }
}
