package io.auditdb.platform;

import static org.awaitility.Awaitility.await;

import io.auditdb.testing.ClusterNode;
import io.auditdb.testing.TestingCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A cluster to which something happens, again and again, in an order that follows from a seed. For one thread, but for {@link #current}. */
final class FaultyCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_MILLIS = 1500;

    private final Random random;
    private final Runnable mended;
    private final List<ClusterNode> standbys;
    private final List<Fault> bag = new ArrayList<>();
    private ClusterNode primary;
    private volatile Fault current;

    /** {@code mended} is told when a fault has been taken back, or what failed was replaced. */
    FaultyCluster(TestingCluster cluster, Random random, Runnable mended) {
        this.random = random;
        this.mended = mended;
        this.primary = cluster.primary();
        this.standbys = new ArrayList<>(cluster.standbys());
    }

    /** What can happen. */
    enum Fault {
        REPLICA_KILLED,
        REPLICA_PAUSED,
        REPLICA_CUT_OFF,
        REPLICA_CUT_FROM_PRIMARY,
        REPLICA_LAGS,
        PRIMARY_KILLED,
        PRIMARY_PAUSED,
        PRIMARY_RESTARTED,
        STANDBY_PROMOTED,
        STANDBY_PROMOTED_OLD_ONE_COMES_BACK
    }

    ClusterNode primary() {
        return primary;
    }

    /** Returns what happens or happened last; any thread may ask. */
    String current() {
        return current == null ? "nothing" : current.name();
    }

    /** Lets the next thing happen; each happens once before any happens again. Returns when all is well. */
    Fault next() throws InterruptedException {
        if (bag.isEmpty()) {
            bag.addAll(List.of(Fault.values()));
            Collections.shuffle(bag, random);
        }
        Fault fault = bag.remove(bag.size() - 1);
        current = fault;
        ClusterNode standby = standbys.get(random.nextInt(standbys.size()));
        switch (fault) {
            case REPLICA_KILLED -> during(standby::kill, standby::start);
            case REPLICA_PAUSED -> during(standby::pause, standby::resume);
            case REPLICA_CUT_OFF -> during(standby::cutOff, standby::restore);
            case REPLICA_CUT_FROM_PRIMARY -> during(standby::cutFromPrimary, standby::restore);
            case REPLICA_LAGS -> during(() -> standby.delay(Duration.ofSeconds(1)), () -> standby.delay(Duration.ZERO));
            case PRIMARY_KILLED -> during(primary::kill, primary::start);
            case PRIMARY_PAUSED -> during(primary::pause, primary::resume);
            case PRIMARY_RESTARTED -> during(primary::stop, primary::start);
            case STANDBY_PROMOTED -> promote(primary::kill, () -> {});
            case STANDBY_PROMOTED_OLD_ONE_COMES_BACK -> promote(primary::pause, primary::resume);
        }
        awaitWhole();
        return fault;
    }

    private void during(Runnable begin, Runnable end) throws InterruptedException {
        begin.run();
        pause();
        end.run();
        mended.run();
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(LONGEST_MILLIS));
    }

    /** The one that has received more has everything that was acknowledged, for each commit waited for one of them. */
    private void promote(Runnable fence, Runnable comeBack) throws InterruptedException {
        fence.run();
        pause();
        ClusterNode next = received(standbys.get(0)) >= received(standbys.get(1)) ? standbys.get(0) : standbys.get(1);
        ClusterNode old = primary;
        next.promote();
        mended.run();
        standbys.remove(next);
        primary = next;
        standbys.get(0).follow(next); // the old one has nobody left to wait for, and so commits nothing
        comeBack.run();
        pause();
        old.rejoin(next);
        standbys.add(old);
    }

    private static long received(ClusterNode standby) {
        return Long.parseLong(standby.query(
                        "SELECT (greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn)::text")
                .get(0));
    }

    /** Waits until both standbys follow, so that the next one may fail. */
    private void awaitWhole() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> primary.query("SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'"
                                        + " AND replay_lsn >= pg_current_wal_flush_lsn() - 1000000")
                                .size()
                        == 2);
    }
}
