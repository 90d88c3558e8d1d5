package io.auditdb.api.operations;

import java.time.Duration;
import java.util.List;

/** Watches how fast the database answers, and gives advice with its evidence. Safe for use by many threads. */
public interface PerformanceMonitor {
    /** Returns the statements that took longest on average, slowest first. */
    List<SlowQuery> slowQueries(int limit, Duration threshold);

    /** Returns advice, each with what it rests on. */
    List<Advice> advice();

    /**
     * A statement that takes long.
     *
     * @param statement its text, with parameters in place of values
     * @param calls how often it ran
     * @param mean how long it took on average
     */
    record SlowQuery(String statement, long calls, Duration mean) {}

    /**
     * Something to change.
     *
     * @param subject what it is about
     * @param recommendation what to do
     * @param evidence what was measured
     */
    record Advice(String subject, String recommendation, String evidence) {}
}
