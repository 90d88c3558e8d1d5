package io.auditdb.kernel.store;

import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.pool.ConnectionPool;
import io.auditdb.kernel.pool.SeasonFiles;
import io.auditdb.kernel.pool.ServerLimit;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.primary.Place;
import io.auditdb.kernel.primary.Primary;
import io.auditdb.kernel.primary.PrimaryFile;
import io.auditdb.kernel.primary.PrimaryStart;
import io.auditdb.kernel.primary.PrimaryWatch;
import io.auditdb.kernel.primary.PublishedLog;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.security.KeyDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The database, provisioned and open: its identity, its pools, and dedicated connections for those who hold locks on
 * them. Safe for use by many threads.
 */
public final class Store implements AutoCloseable {
    private final Primary primary;
    private final PrimaryWatch watch;
    private final Roles roles;
    private final Pools pools;
    private final ConnectionManager connections;
    private final TimePartitions partitions;
    private final Sessions sessions;
    private final DatabaseSettings settings;
    private final DatabaseAddress configured;

    private Store(
            PrimaryStart start,
            Primary primary,
            DatabaseAddress configured,
            Roles roles,
            DatabaseSettings settings,
            PartitionSettings partition,
            Guards guards,
            SeasonFiles seasons,
            ServerLimit limit) {
        this.primary = primary;
        this.configured = configured;
        this.roles = roles;
        this.settings = settings;
        this.watch = start.watch(primary, watching(settings.replica()));
        this.pools = new Pools(primary, roles, settings, limit, seasons, guards::primaryReached);
        this.connections = new GuardedConnections(pools, guards.primary(), guards.partitions());
        this.partitions =
                new TimePartitions(pools.making(), settings.lockTimeout(), partition.parsed(), guards.partitions());
        this.sessions = new Sessions(primary, roles, settings);
        primary.onMove(move -> pools.renewPrimary());
    }

    private static PrimaryWatch.Settings watching(ReplicaSettings replica) {
        return new PrimaryWatch.Settings(
                replica.checkInterval(), replica.checkTimeout(), replica.failures(), replica.failover());
    }

    /**
     * What outlives a restart.
     *
     * @param primary which server was the primary
     * @param seasons what is usual in pools at each time of day
     */
    public record Memory(PrimaryFile primary, SeasonFiles seasons) {
        /** Keeps it in the directory of the platform's state. */
        public static Memory in(Path directory) {
            return new Memory(
                    new PrimaryFile(directory.resolve("primary")), new SeasonFiles(directory.resolve("pools")));
        }
    }

    /**
     * Waits for the database, provisions it, and opens the pools.
     *
     * @param admin the configured server, for the role that provisions
     * @param published what was published of the log, which the primary has to hold
     * @param memory what was known before
     */
    public static Store open(
            DatabaseAddress admin,
            DatabaseSettings settings,
            PartitionSettings partition,
            KeyDirectory keys,
            Guards guards,
            PublishedLog published,
            Memory memory) {
        var roles = new Roles(keys);
        var start = new PrimaryStart(places(admin, settings), published, memory.primary());
        Primary primary = start.find(settings.connectTimeout());
        ServerLimit limit = new Provisioner(primary.term().place().admin(), roles).provision(settings.pool());
        return new Store(start, primary, admin, roles, settings, partition, guards, memory.seasons(), limit);
    }

    private static List<Place> places(DatabaseAddress admin, DatabaseSettings settings) {
        var places = new ArrayList<Place>();
        places.add(new Place(Place.CONFIGURED, admin));
        new TreeMap<>(settings.replicas())
                .forEach((name, url) -> places.add(new Place(name, DatabaseUrl.replica(name, url, admin))));
        return places;
    }

    /** Returns Flyway for a database, without opening or changing it. */
    public static Flyway flyway(DatabaseAddress admin, DatabaseSettings settings, KeyDirectory keys) {
        return new Provisioner(admin, new Roles(keys)).flyway();
    }

    /** Reads a configured URL. */
    public static DatabaseAddress address(DatabaseSettings settings) {
        return DatabaseUrl.parse(
                settings.url().orElseThrow(), settings.passwordFile().orElse(null));
    }

    /** Returns the configured server, or the one that was the primary last, without asking either. */
    public static DatabaseAddress address(DatabaseSettings settings, PrimaryFile memory) {
        DatabaseAddress admin = address(settings);
        try {
            return memory.read(places(admin, settings))
                    .map(term -> term.place().admin())
                    .orElse(admin);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell which server was the primary", e);
        }
    }

    /** Returns which database this is now. */
    public DatabaseIdentity identity() {
        return primary.identity();
    }

    /** Returns the server that is the primary. */
    public Primary primary() {
        return primary;
    }

    /** Returns what looks for another when it is away. */
    public PrimaryWatch watch() {
        return watch;
    }

    /** Returns the pools. */
    public ConnectionManager connections() {
        return connections;
    }

    /** Returns the limits of each pool, and of statements, to be changed while they are used. */
    public List<LiveSettings<?>> limits() {
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

    /** Opens a session on the primary that must answer within a time, as the writing role. */
    public Connection openProbe(Duration timeout) throws SQLException {
        return sessions.openProbe(timeout);
    }

    /** Opens a session on a replica that must answer within a time, as the writing role. */
    public Connection openProbe(DatabaseAddress at, Duration timeout) throws SQLException {
        return sessions.openProbe(at, timeout);
    }

    /** Returns where a configured replica is, for the role that writes on the primary. */
    public DatabaseAddress replica(String name) {
        return roles.writer(DatabaseUrl.replica(name, settings.replicas().get(name), configured));
    }

    /** Returns the partitions. */
    public TimePartitions partitions() {
        return partitions;
    }

    /** Opens a connection of the writing role outside the pools, in autocommit; the caller closes it. */
    public Connection openWriter() throws SQLException {
        return primary.connect(roles::writer, new Properties());
    }

    /** Opens a connection of the maintaining role outside the pools, in autocommit; the caller closes it. */
    public Connection openMaintainer() throws SQLException {
        return primary.connect(roles::maintainer, new Properties());
    }

    /** Opens a connection of the redacting role, in autocommit; the caller closes it. */
    public Connection openRedactor() throws SQLException {
        return primary.connect(roles::redactor, new Properties());
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
        return primary.connect(UnaryOperator.identity(), new Properties());
    }

    /** Returns the role that provisions. */
    public DatabaseAddress admin() {
        return primary.term().place().admin();
    }

    /** Returns the role that inserts and selects. */
    public DatabaseAddress writer() {
        return roles.writer(admin());
    }

    @Override
    public void close() {
        watch.close();
        pools.close();
    }
}
