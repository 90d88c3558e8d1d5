package io.auditdb.benchmarks.router;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.archive.ArchiveSettings;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.query.EventReads;
import io.auditdb.kernel.query.QuerySettings;
import io.auditdb.kernel.resilience.Guard;
import io.auditdb.kernel.store.EventStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.jdbc.ds.AwsWrapperDataSource;

/** The platform's own queries on a pool that nobody routes, or that the AWS JDBC wrapper routes. */
final class PeerReads implements AutoCloseable {
    /** As the platform's own sessions: what limits cost is not what routing costs. */
    private static final String OPTIONS =
            "-c default_transaction_read_only=on -c statement_timeout=30000 -c plan_cache_mode=force_custom_plan";

    private static final int SOCKET_TIMEOUT_SECONDS = 35;

    private final HikariDataSource pool;
    private final EventStatements statements;
    private final EventReads reads;
    private final boolean switching;

    private PeerReads(DataSource source, boolean switching, int connections) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        this.pool = new HikariDataSource(config);
        this.switching = switching;
        this.statements = new EventStatements(pool, () -> {}, Guard.none());
        var cold = new ColdEvents(statements, Set::of, Guard.none(), new ArchiveSettings(1000, Duration.ofDays(1)));
        this.reads = new EventReads(
                statements,
                new StoredEvents(statements, cold),
                () -> new DatabaseIdentity("0", 1),
                new StrictJson(),
                new QuerySettings(10_000, 255, 1000));
    }

    static PeerReads straight(DatabaseAddress standby, String database, int connections) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {standby.host()});
        source.setPortNumbers(new int[] {standby.port()});
        source.setDatabaseName(database);
        source.setUser(standby.user());
        source.setPassword(standby.password());
        source.setOptions(OPTIONS);
        source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        return new PeerReads(source, false, connections);
    }

    /** Its simple read/write splitting: a connection that is read-only is one to the standby. */
    static PeerReads wrapped(DatabaseAddress primary, DatabaseAddress standby, String database, int connections) {
        return new PeerReads(wrapper(primary, standby, database), true, connections);
    }

    static DataSource wrapper(DatabaseAddress primary, DatabaseAddress standby, String database) {
        var source = new AwsWrapperDataSource();
        source.setJdbcProtocol("jdbc:postgresql:");
        source.setServerName(primary.host());
        source.setServerPort(Integer.toString(primary.port()));
        source.setDatabase(database);
        source.setUser(primary.user());
        source.setPassword(primary.password());
        source.setTargetDataSourceClassName(PGSimpleDataSource.class.getName());
        var properties = new Properties();
        properties.setProperty("wrapperPlugins", "srw");
        properties.setProperty("srwWriteEndpoint", primary.host() + ":" + primary.port());
        properties.setProperty("srwReadEndpoint", standby.host() + ":" + standby.port());
        properties.setProperty("verifyNewSrwConnections", "false");
        properties.setProperty("options", OPTIONS);
        properties.setProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
        source.setTargetDataSourceProperties(properties);
        return source;
    }

    /** Returns how many events there are in the first page. */
    int count(EventQuery query) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (switching) {
                connection.setReadOnly(true);
            }
            return reads.on(statements.on(connection)).page(query).events().size();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
