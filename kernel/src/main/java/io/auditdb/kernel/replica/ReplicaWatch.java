package io.auditdb.kernel.replica;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.kernel.store.ReplicaSettings;
import io.auditdb.kernel.store.Store;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the primary and at every replica, each in a thread of its own, so that one that hangs holds up no other. Safe for
 * use by many threads.
 */
public final class ReplicaWatch implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);

    private final Store store;
    private final ReplicaSettings settings;
    private final LogHistory primary = new LogHistory();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private ScheduledExecutorService threads;
    private volatile long lookedAt;

    /** Knows these replicas; nothing is looked at before {@link #start}. */
    public ReplicaWatch(Store store, Set<String> names, ReplicaSettings settings) {
        this.store = store;
        this.settings = settings;
        for (String name : new TreeSet<>(names)) {
            replicas.add(new Replica(name, store.openReplica(name, store.replica(name)), primary, settings));
        }
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
        threads = Executors.newScheduledThreadPool(replicas.size() + 1, work -> {
            var thread = new Thread(work, "audit-db-replicas");
            thread.setDaemon(true);
            return thread;
        });
        Probe ofPrimary = Probe.ofPrimary(() -> store.openProbe(store.writer(), settings.checkTimeout()));
        probes.add(ofPrimary);
        repeat(() -> lookAtPrimary(ofPrimary), 0);
        for (Replica replica : replicas) {
            DatabaseAddress address = store.replica(replica.name());
            Probe probe = Probe.ofReplica(() -> store.openProbe(address, settings.checkTimeout()));
            probes.add(probe);
            // several instances, and several replicas, need not ask at the same moment
            repeat(
                    () -> lookAt(replica, probe),
                    ThreadLocalRandom.current().nextLong(settings.checkInterval().toMillis() / 2 + 1));
        }
    }

    private void repeat(Runnable look, long delayMillis) {
        threads.scheduleWithFixedDelay(
                look, delayMillis, settings.checkInterval().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAtPrimary(Probe probe) {
        try {
            Probe.Answer answer = probe.ask();
            if (!answer.standby()) {
                primary.add(answer.timeline(), new LogHistory.Sample(answer.asked(), answer.position()));
                lookedAt = System.nanoTime();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The primary does not say how far it is", e);
        }
    }

    private void lookAt(Replica replica, Probe probe) {
        try {
            replica.checked(probe.ask(), store.identity().system(), isPrimaryKnown());
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
        return replicas.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    @Override
    public String name() {
        return "replicas";
    }

    /** The primary answers what no replica does, so a lost one costs comfort only. */
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
        if (threads == null) {
            return;
        }
        threads.shutdownNow();
        try {
            threads.awaitTermination(settings.checkTimeout().toMillis() * 2, TimeUnit.MILLISECONDS);
            for (Probe probe : probes) {
                probe.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("A connection of a check is gone already", e);
        }
    }
}
