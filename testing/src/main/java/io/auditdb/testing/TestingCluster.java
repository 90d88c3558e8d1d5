package io.auditdb.testing;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL primary and two streaming standbys, from the embedded binaries, each of which can be stopped, paused, delayed,
 * cut off and promoted. Replication is asynchronous unless the parameters say otherwise. For one thread.
 */
public final class TestingCluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TestingCluster.class);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = 2_000_000;

    /** What makes a server one that others can follow, and quick to stop. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "wal_keep_size", "1GB",
            "logging_collector", "off",
            "max_connections", "200",
            "shared_preload_libraries", "pg_stat_statements",
            "wal_sender_timeout", "10s",
            "wal_receiver_timeout", "10s");

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<ClusterNode> standbys = new ArrayList<>();
    private final ClusterNode primary;

    private TestingCluster(Map<String, String> parameters) throws Exception {
        var all = new HashMap<>(DEFAULTS);
        all.putAll(parameters);
        try {
            ServerSlot slot = ServerSlot.take();
            opened.push(slot);
            EmbeddedServer.Prepared prepared = EmbeddedServer.prepare(slot);
            primary = ClusterNode.primary(prepared, FreePort.find(), all);
            opened.push(primary);
            primary.start();
            for (int i = 1; i <= 2; i++) {
                ClusterNode standby = ClusterNode.standby("standby" + i, prepared, primary, FreePort.find(), all);
                opened.push(standby);
                standbys.add(standby);
                standby.copyOf(primary);
                standby.start();
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Starts all three. */
    public static TestingCluster start() {
        return start(Map.of());
    }

    /**
     * Starts all three.
     *
     * @param parameters settings of postgresql.conf, for each of them
     */
    public static TestingCluster start(Map<String, String> parameters) {
        long began = System.nanoTime();
        try {
            var cluster = new TestingCluster(parameters);
            log.info("A primary and two standbys after {} ms", (System.nanoTime() - began) / 1_000_000);
            return cluster;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start a cluster for tests", e);
        }
    }

    /** Returns the server that was the primary at the start. */
    public ClusterNode primary() {
        return primary;
    }

    /** Returns a standby, from 0. */
    public ClusterNode standby(int number) {
        return standbys.get(number);
    }

    /** Returns both standbys. */
    public List<ClusterNode> standbys() {
        return List.copyOf(standbys);
    }

    /** Makes an empty database on the primary, and so on all of them; closing it drops it. */
    public TestingDatabase createDatabase() {
        try {
            TestingDatabase database = TestingDatabase.create(primary.address());
            awaitReplay();
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a database on the cluster", e);
        }
    }

    /** Returns where a standby has a database, without a way in, as the platform's configuration takes it. */
    public static String url(ClusterNode standby, TestingDatabase database) {
        return url(standby.address(), database);
    }

    /** Returns where the server at an address has a database, as {@link #url(ClusterNode, TestingDatabase)} does. */
    public static String url(DatabaseAddress address, TestingDatabase database) {
        return "postgresql://" + address.host() + ":" + address.port() + "/"
                + database.address().database();
    }

    /** Waits until both standbys show all that the primary has committed. */
    public void awaitReplay() {
        String flushed =
                primary.query("SELECT pg_current_wal_flush_lsn()::text").get(0);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (ClusterNode standby : standbys) {
            while (!Objects.equals(
                    standby.query("SELECT (pg_last_wal_replay_lsn() >= ?::pg_lsn)::text", flushed)
                            .get(0),
                    "true")) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(standby.name() + " does not catch up");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** Stops all of them at once. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
