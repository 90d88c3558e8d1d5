package io.auditdb.plugin.monitoring.statement;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.StatementReport;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import io.auditdb.plugin.monitoring.statement.StatementHistory.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the databases have counted, one instance at a time; every instance adds what it has timed of whole operations. Safe for use by many threads.
 */
final class StatementSampler {
    private static final Logger log = LoggerFactory.getLogger(StatementSampler.class);

    /** Beside the locks of partitions: taken by the instance that reads. */
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(1635083376, 20)";

    private final Databases databases;
    private final StatementHistory history;
    private final OperationCosts operations;
    private final Duration interval;
    private final Map<String, String> remarks = new TreeMap<>();
    private String source = StatementReport.DATABASE;

    StatementSampler(Databases databases, StatementHistory history, OperationCosts operations, Duration interval) {
        this.databases = databases;
        this.history = history;
        this.operations = operations;
        this.interval = interval;
    }

    /** Asks all servers that were not asked for half the interval, or whenever they were asked with {@code now}. */
    synchronized void sample(boolean now) {
        Duration rest = now ? Duration.ZERO : interval.dividedBy(2);
        sample(Databases.PRIMARY, rest);
        source = remarks.containsKey(Databases.PRIMARY) ? StatementReport.PLATFORM : StatementReport.DATABASE;
        OperationCosts.Since since = operations.since();
        databases.transaction(connection -> {
            history.add(connection, StatementReport.PLATFORM, since.costs(), since.texts(), Set.of());
            history.prune(connection);
            return null;
        });
        databases.replicas().forEach(replica -> sampleReplica(replica, rest));
    }

    private void sampleReplica(String name, Duration rest) {
        try {
            sample(name, rest);
        } catch (AuditDbException e) {
            log.debug("The statements of {} cannot be read", name, e);
            remarks.put(name, e.getMessage());
        }
    }

    /** Asks without a transaction on the primary: a replica may take its time. */
    private void sample(String node, Duration rest) {
        Optional<Reading> last = databases.read(connection -> history.last(connection, node));
        if (last.filter(it -> isFresh(it, rest)).isPresent()) {
            remarks.remove(node); // another instance has read it, so it counts
            return;
        }
        Counters.Answer answer = databases.trial(node, Counters::read);
        answer.missing().ifPresentOrElse(it -> remarks.put(node, it), () -> remarks.remove(node));
        answer.counters().ifPresent(it -> take(node, last, it));
    }

    /** What another instance has read meanwhile is newer, or as good. */
    private void take(String node, Optional<Reading> last, Counters counters) {
        databases.transaction(connection -> {
            boolean alone = new Query(LOCK).one(connection, row -> row.getBoolean(1));
            if (alone && at(history.last(connection, node)).equals(at(last))) {
                history.take(connection, node, counters, StatementHistory.hour(connection));
            }
            return null;
        });
    }

    private static Optional<Instant> at(Optional<Reading> reading) {
        return reading.map(Reading::at);
    }

    private static boolean isFresh(Reading reading, Duration rest) {
        return !reading.age().isNegative() && reading.age().compareTo(rest) < 0;
    }

    /** Returns who counts. */
    synchronized String source() {
        return source;
    }

    /** Returns what is missing, by server. */
    synchronized List<String> remarks() {
        return remarks.entrySet().stream()
                .map(it -> it.getKey() + ": " + it.getValue())
                .toList();
    }
}
