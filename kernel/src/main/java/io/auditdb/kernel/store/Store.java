package io.auditdb.kernel.store;

import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.pool.ConnectionPool;
import io.auditdb.kernel.pool.PoolSettings;
import io.auditdb.kernel.pool.ServerLimit;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.security.KeyDirectory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The database, provisioned and open: its identity, its pools, and dedicated connections for those who hold locks on
 * them. Safe for use by many threads.
 */
public final class Store implements AutoCloseable {
    private final DatabaseAddress admin;
    private final Roles roles;
    private final DatabaseIdentity identity;
    private final Pools pools;
    private final ConnectionManager connections;
    private final TimePartitions partitions;
    private final Sessions sessions;
    private final DatabaseSettings settings;

    private Store(
            DatabaseAddress admin,
            Roles roles,
            DatabaseIdentity identity,
            DatabaseSettings settings,
            PartitionSettings partition,
            Guards guards) {
        this.admin = admin;
        this.roles = roles;
        this.identity = identity;
        this.settings = settings;
        this.pools = new Pools(
                roles.writer(), roles.maintainer(), settings, serverLimit(admin, settings), guards::primaryReached);
        this.connections = new GuardedConnections(pools, guards.primary(), guards.partitions());
        this.partitions =
                new TimePartitions(pools.making(), settings.lockTimeout(), partition.parsed(), guards.partitions());
        this.sessions = new Sessions(roles.writer(), settings);
    }

    private static ServerLimit serverLimit(DatabaseAddress admin, DatabaseSettings settings) {
        try (Connection connection = Provisioner.connect(admin)) {
            return ServerLimit.read(connection, settings.pool());
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** Waits for the database, provisions it, and opens the pools. */
    public static Store open(
            DatabaseAddress admin,
            DatabaseSettings settings,
            PartitionSettings partition,
            KeyDirectory keys,
            Guards guards) {
        var roles = new Roles(admin, keys);
        DatabaseIdentity identity = new Provisioner(admin, roles, settings.connectTimeout()).provision();
        return new Store(admin, roles, identity, settings, partition, guards);
    }

    /** Returns Flyway for a database, without opening or changing it. */
    public static Flyway flyway(DatabaseAddress admin, DatabaseSettings settings, KeyDirectory keys) {
        return new Provisioner(admin, new Roles(admin, keys), settings.connectTimeout()).flyway();
    }

    /** Reads a configured URL. */
    public static DatabaseAddress address(DatabaseSettings settings) {
        return DatabaseUrl.parse(
                settings.url().orElseThrow(), settings.passwordFile().orElse(null));
    }

    /** Returns which database this is. */
    public DatabaseIdentity identity() {
        return identity;
    }

    /** Returns the pools. */
    public ConnectionManager connections() {
        return connections;
    }

    /** Returns the limits of each pool, to be changed while it is used. */
    public List<LiveSettings<PoolSettings>> limits() {
        return pools.limits();
    }

    /** Returns the pool of reads, as those see it who ask in this lane. */
    public DataSource reads(Lane lane) {
        return pools.reads(lane);
    }

    /** Gives up the idle connections of the pool of reads, after one of them turned out to be broken. */
    public void renewReads() {
        pools.renewReads();
    }

    /** Opens a session that reads, and whose statements end after some time. */
    public Connection openReader(Duration timeout) throws SQLException {
        return sessions.openReader(timeout);
    }

    /** Opens a pool of reads on a replica; closed with the store. */
    public ConnectionPool openReplica(String name, DatabaseAddress at) {
        return pools.openReplica(name, at, settings);
    }

    /** Opens a session on the primary or a replica that must answer within a time, as the writing role. */
    public Connection openProbe(DatabaseAddress at, Duration timeout) throws SQLException {
        return sessions.openProbe(at, timeout);
    }

    /** Returns where a configured replica is, for the role that writes on the primary. */
    public DatabaseAddress replica(String name) {
        return DatabaseUrl.replica(name, settings.replicas().get(name), roles.writer());
    }

    /** Returns the partitions. */
    public TimePartitions partitions() {
        return partitions;
    }

    /** Opens a connection of the writing role outside the pools, in autocommit; the caller closes it. */
    public Connection openWriter() throws SQLException {
        return Provisioner.connect(roles.writer());
    }

    /** Opens a connection of the maintaining role outside the pools, in autocommit; the caller closes it. */
    public Connection openMaintainer() throws SQLException {
        return Provisioner.connect(roles.maintainer());
    }

    /** Opens a connection of the redacting role, in autocommit; the caller closes it. */
    public Connection openRedactor() throws SQLException {
        return Provisioner.connect(roles.redactor());
    }

    /**
     * Opens a connection as {@link #openWriter} does, for batches: the database ends it when it keeps the database
     * waiting within a transaction, so that a process that was stopped does not keep its locks.
     */
    public Connection openBatchWriter() throws SQLException {
        return sessions.openBatchWriter();
    }

    /**
     * Opens a connection as {@link #openWriter} does, for whoever holds a lock on it: the database ends it, and with it
     * the lock, after this much silence.
     */
    public Connection openLeased(Duration lease) throws SQLException {
        return sessions.openLeased(lease);
    }

    /**
     * Ends the sessions that keep the database waiting in the middle of a batch, which it does not do by itself.
     *
     * @param connection of the writing role
     * @return how many there were
     */
    public int endStalled(Connection connection) throws SQLException {
        return sessions.endStalled(connection);
    }

    /** Opens a connection of the provisioning role, for what is done once; the caller closes it. */
    public Connection openAdmin() throws SQLException {
        return Provisioner.connect(admin);
    }

    /** Returns the role that provisions. */
    public DatabaseAddress admin() {
        return admin;
    }

    /** Returns the role that inserts and selects. */
    public DatabaseAddress writer() {
        return roles.writer();
    }

    @Override
    public void close() {
        pools.close();
    }
}
