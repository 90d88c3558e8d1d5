package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.kernel.resilience.Guard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partition for an event when there is none. Several at once, also in other processes, wait for each other on
 * an advisory lock, for a short time and again. Safe for use by many threads.
 */
public final class TimePartitions implements EventPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(TimePartitions.class);
    /** So many times the lock timeout a partition is worth waiting for. */
    private static final int PATIENCE_IN_TIMEOUTS = 50;

    private static final int MAX_PAUSE_MILLIS = 50;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final PartitionRange NOTHING = new PartitionRange(Instant.MIN, Instant.MIN.plusNanos(1));

    private final DataSource maintainer;
    private final Duration lockTimeout;
    private final PartitionInterval interval;
    private final Guard guard;
    private final SqlErrors errors = new SqlErrors();
    private final ConcurrentNavigableMap<Instant, PartitionRange> known = new ConcurrentSkipListMap<>();
    private volatile PartitionRange last = NOTHING;

    /** Asks the guard for what is ordered, and not for what an event needs: that is tried whatever happened before. */
    TimePartitions(DataSource maintainer, Duration lockTimeout, PartitionInterval interval, Guard guard) {
        this.guard = guard;
        this.maintainer = maintainer;
        this.lockTimeout = lockTimeout;
        this.interval = interval;
    }

    /** Makes sure that events of this time can be stored. Cheap when the partition is known. */
    public void ensure(Instant occurredAt) {
        if (!last.contains(occurredAt)) { // most events are of the partition of the one before
            last = find(occurredAt).orElseGet(() -> {
                PartitionRange range = demand(occurredAt);
                known.put(range.from(), range);
                return range;
            });
        }
    }

    private Optional<PartitionRange> find(Instant time) {
        return Optional.ofNullable(known.floorEntry(time))
                .map(Map.Entry::getValue)
                .filter(range -> range.contains(time));
    }

    /** Forgets what is known, after a partition turned out to be gone. */
    public void forget() {
        known.clear();
        last = NOTHING;
    }

    @Override
    public PartitionInterval interval() {
        return interval;
    }

    @Override
    public List<Attached> attached() {
        try (Connection connection = maintainer.getConnection()) {
            return PartitionCatalog.read(connection);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public List<Attached> attached(Connection transaction) {
        try {
            return PartitionCatalog.read(transaction);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public List<String> create(PartitionRange range) {
        requireWholeDays(range);
        return guard.call(() -> locked(range, (maker, present) -> Optional.of(maker.fill(range, present))));
    }

    @Override
    public String freeName(PartitionRange range) {
        try (Connection connection = maintainer.getConnection()) {
            return new PartitionMaker(connection).freeName(range);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private static void requireWholeDays(PartitionRange range) {
        var faults = new ArrayList<Fault>();
        for (var bound : List.of(Map.entry("/from", range.from()), Map.entry("/to", range.to()))) {
            if (!bound.getValue().truncatedTo(ChronoUnit.DAYS).equals(bound.getValue())) {
                faults.add(new Fault(bound.getKey(), bound.getValue() + " is not the start of a day in UTC"));
            }
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "This cannot be a partition", faults);
        }
    }

    /** Returns the range around this time that is now taken care of. */
    private PartitionRange demand(Instant time) {
        PartitionRange cell = interval.around(time);
        return locked(cell, (maker, present) -> {
            Optional<Attached> there = covering(present, time);
            if (there.isPresent()) {
                return there.filter(it -> !it.detaching()).flatMap(Attached::range);
            }
            PartitionRange gap = gap(cell, present, time);
            Optional<Attached> rest = rest(present);
            if (rest.isEmpty()) {
                LOG.info("Made the partition {}", maker.fill(gap, present).get(0));
            } else if (!maker.isOpen(rest.get())) {
                return Optional.empty();
            }
            return Optional.of(gap);
        });
    }

    private static Optional<Attached> covering(List<Attached> present, Instant time) {
        return present.stream()
                .filter(it -> it.range().filter(range -> range.contains(time)).isPresent())
                .findFirst();
    }

    private static Optional<Attached> rest(List<Attached> present) {
        return present.stream().filter(it -> it.range().isEmpty()).findFirst();
    }

    private static PartitionRange gap(PartitionRange cell, List<Attached> present, Instant time) {
        var taken = present.stream().flatMap(it -> it.range().stream()).toList();
        return cell.minus(taken).stream()
                .filter(range -> range.contains(time))
                .findFirst()
                .orElseThrow();
    }

    /** Something to do while the tree of partitions is locked; empty when somebody else's work is in the way. */
    private interface Work<R> {
        Optional<R> run(PartitionMaker maker, List<Attached> present) throws SQLException;
    }

    private <R> R locked(PartitionRange range, Work<R> work) {
        try (Connection connection = maintainer.getConnection()) {
            connection.setAutoCommit(false);
            // a detach that is under way is seen at once, and may take longer than many short looks
            long end = System.nanoTime() + lockTimeout.toNanos() * PATIENCE_IN_TIMEOUTS;
            while (System.nanoTime() < end) {
                Optional<R> result = attempt(connection, Duration.ofNanos(end - System.nanoTime()), work);
                if (result.isPresent()) {
                    return result.get();
                }
                pause();
            }
        } catch (SQLException e) {
            throw errors.handle(e);
        }
        throw new AuditDbException(
                StandardErrorCode.DATABASE_UNAVAILABLE,
                "The partition for " + range
                        + " could not be made: a lock was not to be had, or another is on its way out",
                RETRY_AFTER,
                null);
    }

    private <R> Optional<R> attempt(Connection connection, Duration patience, Work<R> work) throws SQLException {
        try {
            var maker = new PartitionMaker(connection);
            List<Attached> present = maker.begin(patience, lockTimeout);
            Optional<R> result = work.run(maker, present);
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollback(connection, e);
            if (errors.classify(e) == Category.CONTENTION) {
                LOG.debug("Trying again for a partition (SQLSTATE {})", e.getSQLState());
                return Optional.empty();
            }
            throw e;
        }
    }

    /** On a connection that broke it fails as well, and says less. */
    private static void rollback(Connection connection, SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, MAX_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
        }
    }
}
