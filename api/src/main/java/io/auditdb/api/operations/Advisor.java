package io.auditdb.api.operations;

/**
 * Looks at one concern of the platform and says what to change. A plugin provides one for what it knows; {@link
 * PerformanceMonitor#advise} asks all of them. Safe for use by many threads.
 */
public interface Advisor {
    /** Returns the concern, in a word. */
    String name();

    /**
     * Returns what to change now, the most urgent first, which is nothing when all is well; and what could not be judged.
     * Changes nothing itself. May ask the database, and take as long as that takes.
     *
     * @throws io.auditdb.api.error.AuditDbException when it cannot be told; the others are asked all the same
     */
    AdviceReport advise();
}
