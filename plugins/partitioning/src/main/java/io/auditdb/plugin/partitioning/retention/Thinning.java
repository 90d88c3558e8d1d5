package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.event.Target;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Deletes the events of a partition that may go, in steps that are committed one by one: whoever comes after an
 * interruption finds the rest. Safe for use by many threads.
 */
public final class Thinning {
    private static final String START = "(0,0)";
    private static final String CANDIDATES = """
            SELECT row::text, tenant, policy FROM judged
            WHERE free AND row > ?::tid AND tenant <> ALL (?) LIMIT ?
            """;

    /** What changed since it was judged is left out. */
    private static final String LOCK = "SELECT ctid::text FROM ONLY %s WHERE ctid = ANY (?::text[]::tid[]) FOR UPDATE";

    private final Maintainer maintainer;
    private final EventArchives archives;
    private final EventRemovals removals;
    private final SystemRecords records;
    private final RetentionSettings settings;
    private final Guards guards;
    private final Clock clock;

    public Thinning(
            Maintainer maintainer,
            EventArchives archives,
            EventRemovals removals,
            SystemRecords records,
            RetentionSettings settings,
            Guards guards,
            Clock clock) {
        this.maintainer = maintainer;
        this.archives = archives;
        this.removals = removals;
        this.records = records;
        this.settings = settings;
        this.guards = guards;
        this.clock = clock;
    }

    private record Candidate(String row, String tenant, String policy) {}

    /** One step: how many rows went, and the place up to which the table was looked at; null when nothing was found. */
    private record Step(int removed, String last) {}

    /**
     * Deletes until nothing may go any more.
     *
     * @param removed told how many went in each step
     */
    void thin(String principal, String table, PartitionRange range, LongConsumer removed) {
        var vetoed = new HashSet<String>();
        var partition = new Target("partition", table);
        String after = START;
        while (true) {
            String start = after;
            Step step = maintainer.transaction(
                    connection -> step(connection, principal, partition, table, range, start, vetoed));
            records.committed();
            removed.accept(step.removed);
            if (step.last == null && after.equals(START)) {
                return;
            }
            after = step.last == null ? START : step.last; // at the end, a look at what was passed over
        }
    }

    /** Deletes what may go from a table with the rows of an archive, within a transaction; returns how many went. */
    long thin(Connection transaction, String principal, Target from, String table, PartitionRange range)
            throws SQLException {
        var vetoed = new HashSet<String>();
        long removed = 0;
        Step step = step(transaction, principal, from, table, range, START, vetoed);
        while (step.last != null) {
            removed += step.removed;
            step = step(transaction, principal, from, table, range, START, vetoed);
        }
        return removed;
    }

    private Step step(
            Connection connection,
            String principal,
            Target from,
            String table,
            PartitionRange range,
            String after,
            Set<String> vetoed)
            throws SQLException {
        Rules.lockForUse(connection); // a hold placed now waits until the step is committed
        List<Candidate> found = candidates(connection, table, range, after, vetoed);
        if (found.isEmpty()) {
            return new Step(0, null);
        }
        found.stream()
                .map(Candidate::tenant)
                .distinct()
                .filter(tenant -> guards.veto(tenant, range).isPresent())
                .forEach(vetoed::add);
        Map<String, Candidate> free = found.stream()
                .filter(it -> !vetoed.contains(it.tenant))
                .collect(Collectors.toMap(Candidate::row, it -> it, (one, other) -> one, HashMap::new));
        List<String> rows = lock(connection, table, free.keySet());
        if (!rows.isEmpty()) {
            archives.abandon(connection, table); // one that was begun holds what goes now
            removals.delete(connection, principal, from, table, rows, details(range, rows, free));
        }
        return new Step(rows.size(), last(found));
    }

    private List<Candidate> candidates(
            Connection connection, String table, PartitionRange range, String after, Set<String> vetoed)
            throws SQLException {
        return Maintainer.query(
                connection,
                JudgedRows.of(table) + CANDIDATES,
                row -> new Candidate(row.getString("row"), row.getString("tenant"), row.getString("policy")),
                JudgedRows.parameters(
                        range,
                        clock.instant(),
                        after,
                        connection.createArrayOf("text", vetoed.toArray()),
                        settings.stepRows()));
    }

    private static List<String> lock(Connection connection, String table, Set<String> rows) throws SQLException {
        return Maintainer.query(
                connection,
                LOCK.formatted(Maintainer.quote(table)),
                row -> row.getString(1),
                connection.createArrayOf("text", rows.toArray()));
    }

    private static Map<String, Object> details(PartitionRange range, List<String> rows, Map<String, Candidate> free) {
        var policies = new TreeMap<String, Long>();
        rows.forEach(row -> policies.merge(free.get(row).policy, 1L, Long::sum));
        return Map.of(
                "from", range.from().toString(),
                "to", range.to().toString(),
                "policies", policies);
    }

    /** Rows come in the order of the table, as a rule; the last look relies on nothing. */
    private static String last(List<Candidate> found) {
        return found.get(found.size() - 1).row;
    }
}
