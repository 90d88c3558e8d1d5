package io.auditdb.kernel.replica;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.pool.ConnectionPool;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.store.ReplicaSettings;
import io.auditdb.kernel.store.Store;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the primary and at every replica, each in a thread of its own, so that one that hangs holds up no other. Safe for
 * use by many threads.
 */
public final class ReplicaWatch implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);

    /** With these, sessions and pools are opened. */
    private static final Set<String> FIXED = Set.of("check-timeout", "acquire-timeout");

    private final Store store;
    private final LiveSettings<ReplicaSettings> limits;
    private final LogHistory primary = new LogHistory();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Guards guards;
    private volatile ReplicaSettings settings;
    private volatile long lookedAt;
    private boolean primaryLost; // known to the thread that looks at it

    /** Knows these replicas; nothing is looked at before {@link #start}. */
    public ReplicaWatch(Store store, Set<String> names, ReplicaSettings settings, Guards guards) {
        this.store = store;
        this.settings = settings;
        this.guards = guards;
        this.limits = new LiveSettings<>("replicas", "database.replica", settings, FIXED, this::adjust);
        for (String name : new TreeSet<>(names)) {
            ConnectionPool pool = store.openReplica(name, store.replica(name));
            replicas.add(new Replica(name, pool, primary, settings, guards.replica(name)));
        }
    }

    private void adjust(ReplicaSettings other) {
        settings = other;
        replicas.forEach(replica -> replica.adjust(other));
    }

    /** Returns how replicas are looked after, to be changed meanwhile. */
    public LiveSettings<ReplicaSettings> limits() {
        return limits;
    }

    /** Returns how old an answer may be that is bounded and does not say by what. */
    Duration boundedLag() {
        return settings.boundedLag();
    }

    /** Returns whether there are any. */
    public boolean isUsed() {
        return !replicas.isEmpty();
    }

    /** Begins to look. */
    public void start() {
        if (!isUsed()) {
            return;
        }
        watch("primary", Probe.ofPrimary(() -> store.openProbe(settings.checkTimeout())), this::lookAtPrimary);
        for (Replica replica : replicas) {
            DatabaseAddress address = store.replica(replica.name());
            watch(
                    replica.name(),
                    Probe.ofReplica(() -> store.openProbe(address, settings.checkTimeout())),
                    probe -> lookAt(replica, probe));
        }
    }

    private void watch(String name, Probe probe, Consumer<Probe> look) {
        var thread = new Thread(() -> repeat(probe, look), "audit-db-replica-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(Probe probe, Consumer<Probe> look) {
        try (probe) {
            do {
                look.accept(probe);
            } while (!stopped.await(settings.checkInterval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("A connection of a check is gone already", e);
        }
    }

    private void lookAtPrimary(Probe probe) {
        try {
            Probe.Answer answer = probe.ask();
            if (answer.standby() || answer.timeline() != store.identity().timeline()) {
                store.watch().suspect();
            } else {
                primary.add(answer.timeline(), new LogHistory.Sample(answer.asked(), answer.position()));
                lookedAt = System.nanoTime();
                if (primaryLost) {
                    primaryLost = false;
                    guards.primaryReached();
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The primary does not say how far it is", e);
            primaryLost = true;
            store.watch().suspect();
        }
    }

    private void lookAt(Replica replica, Probe probe) {
        try {
            replica.checked(probe.ask(), store.primary().term(), isPrimaryKnown());
        } catch (SQLException e) {
            LOG.debug("The replica {} does not answer a check", replica.name(), e);
            replica.failed("does not answer (SQLSTATE " + e.getSQLState() + ")");
        } catch (RuntimeException e) {
            LOG.debug("The replica {} cannot be checked", replica.name(), e);
            replica.failed("cannot be checked");
        }
    }

    /** Whether the primary has said a moment ago how far it is. */
    private boolean isPrimaryKnown() {
        Duration recent = settings.checkInterval().multipliedBy(2).plus(settings.checkTimeout());
        return primary.newest() != null && System.nanoTime() - lookedAt < recent.toNanos();
    }

    LogHistory primary() {
        return primary;
    }

    List<Replica> replicas() {
        return replicas;
    }

    List<ReplicaState> states() {
        return replicas.stream().map(Replica::state).toList();
    }

    Optional<Replica> find(String name) {
        for (Replica replica : replicas) {
            if (replica.name().equals(name)) {
                return Optional.of(replica);
            }
        }
        return Optional.empty();
    }

    @Override
    public String name() {
        return "replicas";
    }

    /** The primary answers what no replica does, so a lost one costs comfort only. */
    @Override
    public String advice() {
        return "look after the replicas that are named; the others and the primary answer meanwhile";
    }

    @Override
    public Result check() {
        String lost = states().stream()
                .filter(state -> !state.healthy())
                .map(state -> state.name() + " " + state.problem())
                .collect(Collectors.joining("; "));
        return lost.isEmpty() ? Result.OK : new Result(Status.DEGRADED, lost);
    }

    @Override
    public void close() {
        stopped.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(settings.checkTimeout().multipliedBy(2).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
