package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the month's partition for an event when there is none: as a table of its own, then attached, which does not block
 * writers (creating it in place would). Idempotent, under an advisory lock. Safe for use by many threads.
 */
public final class MonthlyPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(MonthlyPartitions.class);
    private static final int LOCK_CLASS = 0x61756470;
    private static final int MAX_ATTEMPTS = 50;

    private final DatabaseAddress maintainer;
    private final Duration lockTimeout;
    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();
    private volatile Month last = Month.NONE;

    MonthlyPartitions(DatabaseAddress maintainer, Duration lockTimeout) {
        this.maintainer = maintainer;
        this.lockTimeout = lockTimeout;
    }

    /** Makes sure that events of this time can be stored. Cheap when the partition is known. */
    public void ensure(Instant occurredAt) {
        if (!last.contains(occurredAt)) {
            YearMonth month = YearMonth.from(occurredAt.atOffset(ZoneOffset.UTC));
            if (!known.contains(month)) {
                create(month);
                known.add(month);
            }
            last = Month.of(month);
        }
    }

    /** Where a month begins and ends, in seconds since 1970; most events are of the month of the one before. */
    private record Month(long from, long to) {
        static final Month NONE = new Month(0, 0);

        static Month of(YearMonth month) {
            return new Month(start(month), start(month.plusMonths(1)));
        }

        private static long start(YearMonth month) {
            return month.atDay(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        }

        boolean contains(Instant time) {
            return from <= time.getEpochSecond() && time.getEpochSecond() < to;
        }
    }

    /** Forgets what is known, after a partition turned out to be gone. */
    public void forget() {
        known.clear();
        last = Month.NONE;
    }

    private void create(YearMonth month) {
        try (Connection connection = Provisioner.connect(maintainer)) {
            for (int attempt = 1; !attach(connection, month); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new AuditDbException(
                            StandardErrorCode.DATABASE_UNAVAILABLE,
                            "The partition for " + month + " could not be made: its lock was not to be had",
                            Duration.ofSeconds(5),
                            null);
                }
            }
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private boolean attach(Connection connection, YearMonth month) throws SQLException {
        String table = "audit_event_" + String.format(Locale.ROOT, "%04d_%02d", month.getYear(), month.getMonthValue());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
            lock(connection, month);
            if (!isAttached(connection, table)) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (LIKE audit_event INCLUDING ALL)");
                statement.execute("ALTER TABLE audit_event ATTACH PARTITION " + table + " FOR VALUES FROM ('" + month
                        + "-01 00:00:00+00') TO ('" + month.plusMonths(1) + "-01 00:00:00+00')");
                LOG.info("Made the partition {}", table);
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (new SqlErrors().classify(e) == io.auditdb.api.storage.ErrorRecovery.Category.CONTENTION) {
                return false;
            }
            throw e;
        }
    }

    private static void lock(Connection connection, YearMonth month) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, month.getYear() * 12 + month.getMonthValue());
            statement.execute();
        }
    }

    private static boolean isAttached(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM pg_inherits WHERE inhparent = 'audit_event'::regclass AND inhrelid = to_regclass(?)")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }
}
