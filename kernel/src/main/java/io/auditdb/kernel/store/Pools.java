package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.pool.ConnectionPool;
import io.auditdb.kernel.pool.LaneRules;
import io.auditdb.kernel.pool.OpeningSource;
import io.auditdb.kernel.pool.PoolKeeper;
import io.auditdb.kernel.pool.PoolSettings;
import io.auditdb.kernel.pool.SeasonFiles;
import io.auditdb.kernel.pool.ServerLimit;
import io.auditdb.kernel.primary.Connector;
import io.auditdb.kernel.primary.Primary;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * One pool for reads and one for writes, both of the writing role; the read pool cannot write by mistake. Two of the
 * maintaining role are empty when nobody maintains: events that need a partition made must not wait for maintenance.
 */
final class Pools implements ConnectionManager, AutoCloseable {
    private static final int VALIDATION_SECONDS = 5;
    /** One holds a connection for the pass it is on and takes others for the steps of it. */
    private static final int FEWEST_MAINTENANCE = 3;

    private static final double LONG_READS = 0.5;

    private final ConnectionPool reads;
    private final ConnectionPool writes;
    private final ConnectionPool maintenance;
    private final ConnectionPool making;
    private final List<ConnectionPool> replicas = new CopyOnWriteArrayList<>();
    private final List<PoolKeeper> keepers = new CopyOnWriteArrayList<>();
    private final ServerLimit limit;
    private final SeasonFiles seasons;
    private final LiveSettings<StatementTimeouts> statements;
    private volatile StatementTimeouts timeouts;
    private final SqlErrors errors = new SqlErrors();

    /** {@code reached} is told when the primary gives connections again. */
    Pools(
            Primary primary,
            Roles roles,
            DatabaseSettings settings,
            ServerLimit limit,
            SeasonFiles seasons,
            Runnable reached) {
        this.limit = limit;
        this.seasons = seasons;
        this.timeouts = settings.timeouts();
        this.statements = new LiveSettings<>("statements", "database", timeouts, Set.of(), this::adjust);
        PoolSettings pool = settings.pool();
        Properties writing = properties("primary-write", "");
        setTimeout(writing, settings.answerTimeout());
        this.reads = reads("primary-read", properties -> primary.connect(roles::writer, properties), pool);
        this.writes = new ConnectionPool(
                "primary-write",
                new OpeningSource(() -> primary.connect(roles::writer, writing)),
                false,
                pool.sized(Math.min(2, settings.maxWriteConnections()), settings.maxWriteConnections()),
                LaneRules.NONE);
        this.maintenance = maintain("primary-maintain", primary, roles, settings);
        this.making = maintain("primary-partitions", primary, roles, settings);
        keep(List.of(writes, making, reads, maintenance), reached);
    }

    private void keep(List<ConnectionPool> ofOneServer, Runnable reached) {
        var keeper = new PoolKeeper(ofOneServer, limit, seasons, Clock.systemUTC(), reached);
        keepers.add(keeper);
        keeper.start();
    }

    /** Opens a connection with properties of the driver. */
    @FunctionalInterface
    private interface Connecting {
        Connection open(Properties properties) throws SQLException;
    }

    private void adjust(StatementTimeouts other) {
        timeouts = other;
        Stream.concat(Stream.of(reads), replicas.stream())
                .forEach(pool -> pool.limitStatements(other.ofLanes(), other.readTimeout()));
        all().forEach(ConnectionPool::renew); // the others have them from when they are opened
    }

    private ConnectionPool reads(String name, Connecting server, PoolSettings pool) {
        var source = new OpeningSource(() -> server.open(reading(name, timeouts.readTimeout())));
        return new ConnectionPool(name, source, true, pool, readRules(pool));
    }

    private static Properties reading(String name, Duration timeout) {
        // enforced by the server, because the driver itself lets writes through in autocommit
        String readOnly = "-c default_transaction_read_only=on -c statement_timeout="
                + timeout.toMillis()
                // a plan for all values opens every partition, and knows neither what is rare nor which partial index
                // has it
                + " -c plan_cache_mode=force_custom_plan";
        Properties reading = properties(name, readOnly);
        // a server that was stopped, or cut off, says nothing; it would have ended the statement before
        setTimeout(reading, timeout.plus(ConnectionPool.SILENCE));
        return reading;
    }

    /**
     * Opens a pool of reads on a replica, in which nobody waits long: the same can be asked elsewhere. A standby allows as
     * many connections as its primary, or more.
     */
    ConnectionPool openReplica(String name, DatabaseAddress reader, DatabaseSettings settings) {
        PoolSettings pool =
                settings.pool().withAcquireTimeout(settings.replica().acquireTimeout());
        ConnectionPool opened = reads("replica-" + name, properties -> Connector.connect(reader, properties), pool);
        keep(List.of(opened), () -> {}); // its own checks tell when it is back
        replicas.add(opened);
        return opened;
    }

    private LaneRules readRules(PoolSettings pool) {
        return new LaneRules(pool.appendReserve(), LONG_READS, timeouts.ofLanes());
    }

    private ConnectionPool maintain(String name, Primary primary, Roles roles, DatabaseSettings settings) {
        var source = new OpeningSource(() -> primary.connect(
                roles::maintainer, maintaining(name, settings.lockTimeout(), timeouts.maintenanceTimeout())));
        PoolSettings pool = settings.pool().sized(FEWEST_MAINTENANCE, settings.maxMaintenanceConnections());
        return new ConnectionPool(name, source, false, pool, LaneRules.NONE);
    }

    private static Properties maintaining(String name, Duration lockTimeout, Duration timeout) {
        Properties properties = properties(
                name,
                "-c lock_timeout=" + lockTimeout.toMillis()
                        + " -c statement_timeout="
                        + timeout.toMillis()
                        // what may take its time leaves the other processors to those who wait
                        + " -c max_parallel_workers_per_gather=0");
        properties.setProperty("prepareThreshold", "0"); // a statement that names a partition is not worth keeping
        return properties;
    }

    private static Properties properties(String pool, String options) {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "audit-db " + pool);
        properties.setProperty("tcpKeepAlive", "true");
        if (!options.isEmpty()) {
            properties.setProperty("options", options);
        }
        return properties;
    }

    private static void setTimeout(Properties properties, Duration longest) {
        properties.setProperty("socketTimeout", Long.toString(longest.toSeconds()));
    }

    /** Returns the pool of reads as a lane sees it. */
    DataSource reads(Lane lane) {
        return reads.lane(lane);
    }

    /** Returns the pool that partitions are made through. */
    DataSource making() {
        return making.lane(Lane.APPEND);
    }

    /** Whether a connection for writes waits to be used. */
    boolean hasIdleWriter() {
        return writes.hasIdle();
    }

    /** Gives up all connections to the primary: idle ones now, the others when they come back. */
    void renewPrimary() {
        List.of(reads, writes, maintenance, making).forEach(ConnectionPool::renew);
    }

    /** Gives up the idle connections for reads; those in use go when they come back. */
    void renewReads() {
        reads.renew();
    }

    @Override
    public Connection connection(Purpose purpose) {
        return connection(
                purpose,
                switch (purpose) {
                    case READ -> Lane.INTERACTIVE;
                    case WRITE -> Lane.APPEND;
                    case MAINTAIN -> Lane.MAINTENANCE;
                });
    }

    @Override
    public Connection connection(Purpose purpose, Lane lane) {
        ConnectionPool pool = switch (purpose) {
            case READ -> reads;
            case WRITE -> writes;
            case MAINTAIN -> maintenance;
        };
        try {
            return pool.connection(lane);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public List<DatabaseHealth> health() {
        return Stream.concat(Stream.of(reads, writes), replicas.stream())
                .map(Pools::health)
                .toList();
    }

    private static DatabaseHealth health(ConnectionPool pool) {
        long start = System.nanoTime();
        String problem = null;
        try (Connection connection = pool.connection(Lane.APPEND)) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                problem = "does not answer";
            }
        } catch (SQLException e) {
            problem = "cannot be reached (SQLSTATE " + e.getSQLState() + ")";
        } catch (AuditDbException e) {
            problem = e.getMessage();
        }
        return new DatabaseHealth(pool.name(), problem == null, Duration.ofNanos(System.nanoTime() - start), problem);
    }

    @Override
    public List<PoolStats> poolStats() {
        return all().map(ConnectionPool::stats).toList();
    }

    /** Returns the limits of each pool, and of statements, to be changed while they are used. */
    List<LiveSettings<?>> limits() {
        return Stream.concat(all().map(ConnectionPool::limits), Stream.of(statements))
                .toList();
    }

    private Stream<ConnectionPool> all() {
        return Stream.concat(Stream.of(reads, writes, maintenance, making), replicas.stream());
    }

    @Override
    public void close() {
        keepers.forEach(PoolKeeper::close);
        replicas.forEach(ConnectionPool::close);
        reads.close();
        writes.close();
        maintenance.close();
        making.close();
    }
}
