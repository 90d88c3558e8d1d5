package io.auditdb.api.query;

/** What kind of work a read belongs to, so that long ones do not hold up short ones. */
public enum Workload {
    /** Somebody waits; the default. */
    INTERACTIVE,
    /** Large scans that may queue. */
    ANALYTICS,
    /** The newest data, from the nearest place that has it. */
    REALTIME
}
