package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.change.ChangeFeed;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.change.Dimensions;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service. An order is a change like any other, so it reaches every instance in the same way. */
final class CacheService implements CacheManager {
    private static final Logger LOG = LoggerFactory.getLogger(CacheService.class);
    private static final String PREPARED =
            "SELECT count(*), coalesce(sum(custom_plans), 0), coalesce(sum(generic_plans), 0) FROM pg_prepared_statements";

    private final Tiers tiers;
    private final CacheCounts counts;
    private final CachedReads reads;
    private final ChangeFeed feed;
    private final ChangeTable changes;
    private final EventStatements statements;
    private final ConnectionManager connections;
    private final SystemRecords records;
    private final CacheSettings settings;
    private final AccessGuard guard = new AccessGuard();
    private final SqlErrors errors = new SqlErrors();

    CacheService(
            Tiers tiers,
            CacheCounts counts,
            CachedReads reads,
            ChangeFeed feed,
            ChangeTable changes,
            EventStatements statements,
            ConnectionManager connections,
            SystemRecords records,
            CacheSettings settings) {
        this.tiers = tiers;
        this.counts = counts;
        this.reads = reads;
        this.feed = feed;
        this.changes = changes;
        this.statements = statements;
        this.connections = connections;
        this.records = records;
        this.settings = settings;
    }

    @Override
    public CacheReport report(Access by) {
        guard.require(by, Right.OPERATE);
        return counts.report(settings, tiers, feed, prepared());
    }

    /** A session tells of its own statements only; that of one reader stands for all. */
    private Optional<CacheReport.Prepared> prepared() {
        try (Connection connection = connections.connection(ConnectionManager.Purpose.READ);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PREPARED)) {
            row.next();
            return Optional.of(new CacheReport.Prepared(
                    row.getLong(1), Map.of("custom", row.getLong(2), "generic", row.getLong(3))));
        } catch (SQLException | AuditDbException e) {
            LOG.debug("Prepared statements cannot be counted", e);
            return Optional.empty();
        }
    }

    @Override
    public void invalidate(Access by, CacheInvalidation what) {
        guard.require(by, Right.OPERATE);
        order(by, "cache.invalidate", what);
    }

    @Override
    public void clear(Access by) {
        guard.require(by, Right.OPERATE);
        order(by, "cache.clear", new CacheInvalidation(Dimensions.ALL, Set.of()));
        tiers.clear();
    }

    private void order(Access by, String action, CacheInvalidation what) {
        var order = new InvalidationOrder(what);
        List<String> tenants = statements.read(EventMapper::tenants);
        try (Connection connection = connections.connection(ConnectionManager.Purpose.WRITE)) {
            connection.setAutoCommit(false);
            try {
                changes.record(connection, it -> order.addTo(it, tenants));
                records.record(
                        connection,
                        by.principal(),
                        action,
                        new Target("cache", null),
                        Map.of("tenant", what.tenant(), "tags", List.copyOf(new TreeSet<>(what.tags()))));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw errors.handle(e);
        }
        records.committed();
        feed.known(Duration.ZERO);
    }

    @Override
    public List<CacheWarming> warm(Access by) {
        guard.require(by, Right.OPERATE);
        records.record(
                by.principal(),
                "cache.warm",
                new Target("cache", null),
                Map.of("queries", settings.warm().size()));
        return warm();
    }

    /** Asks what is declared. */
    List<CacheWarming> warm() {
        return settings.warm().stream().map(this::warm).toList();
    }

    private CacheWarming warm(String declared) {
        long start = System.nanoTime();
        try {
            EventQuery query = DeclaredQuery.parse(declared);
            int events = reads.page(query).events().size();
            return new CacheWarming(declared, events, Duration.ofNanos(System.nanoTime() - start), Optional.empty());
        } catch (AuditDbException e) {
            return new CacheWarming(
                    declared, 0, Duration.ofNanos(System.nanoTime() - start), Optional.of(e.getMessage()));
        }
    }
}
