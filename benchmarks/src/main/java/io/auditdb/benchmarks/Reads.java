package io.auditdb.benchmarks;

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
import java.time.Duration;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;

/** The platform's way to read events, straight on a HikariCP pool. Safe for use by many threads. */
public final class Reads implements AutoCloseable {
    private static final QuerySettings SETTINGS = new QuerySettings(10_000, 255, 1000);
    private static final ArchiveSettings NO_ARCHIVES = new ArchiveSettings(1000, Duration.ofDays(1));

    /** As the platform's own. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final EventReads reads;

    /**
     * Opens a pool.
     *
     * @param searchPath whose {@code audit_event} is read
     * @param connections how many it has
     */
    public Reads(DatabaseAddress address, String searchPath, int connections) {
        var source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        source.setUser(address.user());
        source.setPassword(address.password());
        // as the platform's own pool for reads
        source.setOptions("-c default_transaction_read_only=on -c plan_cache_mode=force_custom_plan -c search_path="
                + searchPath);
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(ACQUIRE_TIMEOUT.toMillis());
        this.pool = new HikariDataSource(config);
        var statements = new EventStatements(pool, () -> {}, Guard.none());
        var events = new StoredEvents(statements, new ColdEvents(statements, Set::of, Guard.none(), NO_ARCHIVES));
        this.reads = new EventReads(statements, events, () -> new DatabaseIdentity("0", 1), new StrictJson(), SETTINGS);
    }

    /** Returns how many events there are in the first page. */
    public int count(EventQuery query) {
        return reads.page(query).events().size();
    }

    /** Returns how many wait for a connection. */
    public int waiting() {
        return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    @Override
    public void close() {
        pool.close();
    }
}
