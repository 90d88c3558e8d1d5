package io.auditdb.kernel.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One pool for reads and one for writes, both of the writing role; the read pool cannot write by mistake. Two of the
 * maintaining role are empty when nobody maintains: events that need a partition made must not wait for maintenance.
 */
final class Pools implements ConnectionManager, AutoCloseable {
    private static final int VALIDATION_SECONDS = 5;

    private final HikariDataSource reads;
    private final HikariDataSource writes;
    private final HikariDataSource maintenance;
    private final HikariDataSource making;
    private final List<HikariDataSource> replicas = new CopyOnWriteArrayList<>();
    private final SqlErrors errors = new SqlErrors();

    Pools(DatabaseAddress writer, DatabaseAddress maintainer, DatabaseSettings settings) {
        DatabaseSettings.Pool pool = settings.pool();
        this.reads = new HikariDataSource(reads("primary-read", writer, settings));
        HikariConfig write = config("primary-write", dataSource(writer, null), pool);
        write.setMinimumIdle(0);
        write.setMaximumPoolSize(settings.maxWriteConnections());
        this.writes = new HikariDataSource(write);
        this.maintenance = new HikariDataSource(maintain("primary-maintain", maintainer, settings));
        this.making = new HikariDataSource(maintain("primary-partitions", maintainer, settings));
    }

    private static HikariConfig reads(String name, DatabaseAddress reader, DatabaseSettings settings) {
        // enforced by the server, because the driver itself lets writes through in autocommit
        String readOnly = "-c default_transaction_read_only=on -c statement_timeout="
                + settings.readTimeout().toMillis()
                // a plan for all values opens every partition, and knows neither what is rare nor which partial index
                // has it
                + " -c plan_cache_mode=force_custom_plan";
        HikariConfig read = config(name, dataSource(reader, readOnly), settings.pool());
        read.setMinimumIdle(settings.pool().min());
        read.setMaximumPoolSize(settings.pool().max());
        return read;
    }

    /** Opens a pool of reads on a replica, in which nobody waits long: the same can be asked elsewhere. */
    HikariDataSource openReplica(String name, DatabaseAddress reader, DatabaseSettings settings) {
        HikariConfig config = reads("replica-" + name, reader, settings);
        config.setConnectionTimeout(settings.replica().acquireTimeout().toMillis());
        PGSimpleDataSource source = (PGSimpleDataSource) config.getDataSource();
        source.setSocketTimeout(
                (int) settings.readTimeout().plusSeconds(VALIDATION_SECONDS).toSeconds());
        var pool = new HikariDataSource(config);
        replicas.add(pool);
        return pool;
    }

    private static HikariConfig maintain(String name, DatabaseAddress maintainer, DatabaseSettings settings) {
        PGSimpleDataSource source = dataSource(
                maintainer,
                "-c lock_timeout=" + settings.lockTimeout().toMillis()
                        // what may take its time leaves the other processors to those who wait
                        + " -c max_parallel_workers_per_gather=0");
        source.setPrepareThreshold(0); // a statement that names a partition is not worth keeping
        HikariConfig config = config(name, source, settings.pool());
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(settings.maxMaintenanceConnections());
        return config;
    }

    private static HikariConfig config(String name, DataSource source, DatabaseSettings.Pool pool) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setConnectionTimeout(pool.acquireTimeout().toMillis());
        config.setIdleTimeout(pool.idleTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }

    private static PGSimpleDataSource dataSource(DatabaseAddress address, String options) {
        var source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("audit-db");
        source.setConnectTimeout(VALIDATION_SECONDS);
        source.setTcpKeepAlive(true);
        source.setOptions(options);
        return source;
    }

    /** Returns the pool of reads, for MyBatis. */
    DataSource reads() {
        return reads;
    }

    /** Returns the pool that partitions are made through. */
    DataSource making() {
        return making;
    }

    /** Gives up the idle connections for reads; those in use go when they come back. */
    void renewReads() {
        HikariPoolMXBean bean = reads.getHikariPoolMXBean();
        if (bean != null) {
            bean.softEvictConnections();
        }
    }

    @Override
    public Connection connection(Purpose purpose) {
        try {
            return switch (purpose) {
                case READ -> reads.getConnection();
                case WRITE -> writes.getConnection();
                case MAINTAIN -> maintenance.getConnection();
            };
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

    private static DatabaseHealth health(HikariDataSource pool) {
        long start = System.nanoTime();
        String problem = null;
        try (Connection connection = pool.getConnection()) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                problem = "does not answer";
            }
        } catch (SQLException e) {
            problem = "cannot be reached (SQLSTATE " + e.getSQLState() + ")";
        }
        return new DatabaseHealth(
                pool.getPoolName(), problem == null, Duration.ofNanos(System.nanoTime() - start), problem);
    }

    @Override
    public List<PoolStats> poolStats() {
        return Stream.concat(Stream.of(reads, writes, maintenance, making), replicas.stream())
                .map(Pools::stats)
                .toList();
    }

    private static PoolStats stats(HikariDataSource pool) {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        if (bean == null) {
            return new PoolStats(pool.getPoolName(), 0, 0, 0, pool.getMaximumPoolSize());
        }
        return new PoolStats(
                pool.getPoolName(),
                bean.getActiveConnections(),
                bean.getIdleConnections(),
                bean.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    @Override
    public void close() {
        replicas.forEach(HikariDataSource::close);
        reads.close();
        writes.close();
        maintenance.close();
        making.close();
    }
}
