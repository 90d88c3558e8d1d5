package io.auditdb.kernel.replica;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.kernel.pool.ConnectionPool;
import io.auditdb.kernel.primary.Term;
import io.auditdb.kernel.resilience.Guard;
import io.auditdb.kernel.store.ReplicaSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica: its pool, and what is known of it. It is given up after some failures in a row, of checks or of reads, and
 * taken back after some successes in a row. Safe for use by many threads.
 */
final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final int LATENCY_SHARE = 8;

    private final String name;
    private final ConnectionPool pool;
    private final LogHistory primary;
    private final Guard guard;
    private final Reading.Proofs proofs = new Reading.Proofs();
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final LongAdder reads = new LongAdder();

    private volatile ReplicaSettings settings;
    private volatile Health health = new Health(false, "not checked yet", Instant.now());
    private volatile Measure measure = Measure.NONE;
    private int failures;
    private int successes;

    Replica(String name, ConnectionPool pool, LogHistory primary, ReplicaSettings settings, Guard guard) {
        this.name = name;
        this.pool = pool;
        this.primary = primary;
        this.settings = settings;
        this.guard = guard;
        this.successes = settings.successes() - 1; // nobody waits for a replica that is well at the start
    }

    private record Health(boolean healthy, String problem, Instant since) {}

    /**
     * What was measured.
     *
     * @param shows when everything had been committed that it shows, in nanoseconds; meaningless unless {@code compared}
     * @param ownLag the lag by its own account, where it could not be compared with the primary
     */
    private record Measure(
            int timeline, long replayed, long shows, boolean compared, Duration ownLag, long bytes, Duration latency) {
        static final Measure NONE = new Measure(0, 0, 0, false, null, -1, null);

        Duration lag() {
            return compared ? Duration.ofNanos(Math.max(0, System.nanoTime() - shows)) : ownLag;
        }
    }

    String name() {
        return name;
    }

    boolean isHealthy() {
        return health.healthy();
    }

    int timeline() {
        return measure.timeline();
    }

    ReplicaState state() {
        Health known = health;
        Measure last = measure;
        return new ReplicaState(
                name,
                known.healthy(),
                known.problem(),
                known.since(),
                last.timeline(),
                last.replayed(),
                last.lag(),
                last.bytes(),
                last.latency(),
                pool.active(),
                pool.size(),
                reads.sum());
    }

    /** Judges by other settings from now on. */
    void adjust(ReplicaSettings other) {
        settings = other;
    }

    /** Returns what stands before its reads. */
    Guard guard() {
        return guard;
    }

    /** Takes a connection for one query; the caller closes what is returned. */
    Reading open() throws SQLException {
        var reading = new Reading(pool.lease(Lane.INTERACTIVE), proofs, readings::remove);
        readings.add(reading);
        if (!isHealthy()) { // given up in this moment, and its readings with it
            reading.close();
            throw new SQLException("the replica was given up", "57P04");
        }
        return reading;
    }

    /** Takes a connection for the platform's own questions, which count for nothing. */
    Connection connection() throws SQLException {
        return pool.connection(Lane.MAINTENANCE);
    }

    void answered() {
        reads.increment();
    }

    /** Takes in what a check said; {@code fresh} tells whether the primary was looked at a moment ago. */
    void checked(Probe.Answer answer, Term term, boolean fresh) {
        if (!isHealthy() && !hasConnection()) { // the first readers would wait for one
            failed("lets nobody in");
            return;
        }
        take(answer, term, fresh);
    }

    private boolean hasConnection() {
        try (Connection connection = pool.connection(Lane.APPEND)) {
            return connection.isValid(1);
        } catch (SQLException | AuditDbException e) {
            LOG.debug("There is no connection to {} yet", name, e);
            return false;
        }
    }

    private synchronized void take(Probe.Answer answer, Term term, boolean fresh) {
        Duration before = measure.latency();
        Duration latency = before == null
                ? answer.took()
                : before.plus(answer.took().minus(before).dividedBy(LATENCY_SHARE));
        LogHistory.Sample shown = primary.replayed(answer.position());
        LogHistory.Sample newest = primary.newest();
        boolean compared = fresh && shown != null;
        measure = new Measure(
                answer.timeline(),
                answer.position(),
                compared ? shown.time() : 0,
                compared,
                fresh ? null : answer.ownLag(),
                newest == null ? -1 : Math.max(0, newest.position() - answer.position()),
                latency);
        if (term.place().name().equals(name)) {
            giveUp("is the primary");
        } else if (!answer.standby()) {
            giveUp("is no standby: it may have been promoted by mistake");
        } else if (!answer.system().equals(term.identity().system())) {
            giveUp("belongs to another database system");
        } else if (primary.timeline() != 0 && answer.timeline() != primary.timeline()) {
            giveUp("follows timeline " + answer.timeline() + ", and the primary is on " + primary.timeline());
        } else {
            succeeded();
        }
    }

    private void succeeded() {
        failures = 0;
        successes = Math.min(successes + 1, settings.successes());
        if (!health.healthy() && successes >= settings.successes()) {
            health = new Health(true, null, Instant.now());
            LOG.info("The replica {} is asked", name);
            guard.reached();
        }
    }

    /** Takes in that a read met a broken connection; what was given up already breaks them by itself. */
    synchronized void broke() {
        if (isHealthy()) {
            failed("breaks connections");
        }
    }

    /** Takes in that it could not be reached, or did not answer. */
    synchronized void failed(String problem) {
        successes = 0;
        failures = Math.min(failures + 1, settings.failures());
        if (failures >= settings.failures()) {
            giveUp(problem);
        }
    }

    /** Whoever waits for an answer is let go, to ask elsewhere at once. */
    private void giveUp(String problem) {
        successes = 0;
        Health before = health;
        boolean changed = before.healthy() || !problem.equals(before.problem());
        health = new Health(false, problem, before.healthy() ? Instant.now() : before.since());
        if (changed) {
            LOG.warn("The replica {} is not asked: {}", name, problem);
        }
        for (Reading reading : readings) {
            try {
                reading.abort();
            } catch (SQLException e) {
                LOG.debug("A connection to {} is gone already", name, e);
            }
        }
        if (changed) {
            pool.renew();
        }
    }
}
