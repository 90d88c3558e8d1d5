package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Advice about indexes, and how far it can be trusted.
 *
 * @param since since when the database has counted scans
 * @param querySource what the queries were read from: {@code pg_stat_statements}, or {@code _system}, the platform's own
 *     record of queries
 * @param querySince since when queries have been counted
 * @param advice what to do
 * @param remarks what could not be judged, and why; empty when nothing is in doubt
 */
public record IndexAnalysis(
        Instant since, String querySource, Instant querySince, List<IndexAdvice> advice, List<String> remarks) {
    /** Copies the lists. */
    public IndexAnalysis {
        requireNonNull(since, "since is null");
        requireNonNull(querySource, "querySource is null");
        requireNonNull(querySince, "querySince is null");
        advice = List.copyOf(advice);
        remarks = List.copyOf(remarks);
    }
}
