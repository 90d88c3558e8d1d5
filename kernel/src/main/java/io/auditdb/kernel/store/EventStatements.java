package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.resilience.Guard;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.session.SqlSession;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the statements of {@link EventMapper}, each in a session of its own. Safe for use by many threads. */
public final class EventStatements {
    private static final Logger LOG = LoggerFactory.getLogger(EventStatements.class);

    private final EventMappings mappings;
    private final DataSource reads;
    private final DataSource longReads;
    private final Runnable renewal;
    private final Guard guard;
    private final Connection open;
    private final SqlErrors errors = new SqlErrors();

    /**
     * Reads from this pool.
     *
     * @param guard of the database behind it
     * @param renewal gives up the idle connections of the pool
     */
    public EventStatements(DataSource reads, Runnable renewal, Guard guard) {
        this(new EventMappings(), reads, reads, renewal, guard);
    }

    /**
     * As {@link #EventStatements(DataSource, Runnable, Guard)}.
     *
     * @param mappings the statements
     * @param longReads where connections come from for statements that may take their time
     */
    public EventStatements(
            EventMappings mappings, DataSource reads, DataSource longReads, Runnable renewal, Guard guard) {
        this(mappings, reads, longReads, renewal, guard, null);
    }

    private EventStatements(
            EventMappings mappings,
            DataSource reads,
            DataSource longReads,
            Runnable renewal,
            Guard guard,
            Connection open) {
        this.mappings = mappings;
        this.reads = reads;
        this.longReads = longReads;
        this.guard = guard;
        this.renewal = renewal;
        this.open = open;
    }

    /** Returns the same for those who read much and may wait for it. */
    public EventStatements unhurried() {
        return open != null ? this : new EventStatements(mappings, longReads, longReads, renewal, guard, null);
    }

    /** Returns the same statements, all run on one connection of the caller's, which stays open. For one thread. */
    public EventStatements on(Connection connection) {
        return new EventStatements(mappings, reads, longReads, () -> {}, Guard.none(), connection);
    }

    /**
     * Runs a read on a connection of the pool, unless the database keeps failing. The pool hands out a connection that was
     * in use a moment ago without asking whether it still lives, so a read that meets a broken one is tried again, once, on
     * a new one.
     */
    public <R> R read(Function<EventMapper, R> statement) {
        if (open != null) {
            return read(open, statement);
        }
        try {
            return guard.call(() -> readTwice(statement));
        } catch (PersistenceException e) {
            throw errors.handle(e);
        }
    }

    private <R> R readTwice(Function<EventMapper, R> statement) {
        try {
            return readOnce(statement);
        } catch (PersistenceException e) {
            if (!errors.isBroken(e)) {
                throw e;
            }
            LOG.debug("A read met a broken connection and is tried again", e);
            renewal.run();
        }
        return readOnce(statement);
    }

    private <R> R readOnce(Function<EventMapper, R> statement) {
        try (Connection connection = reads.getConnection()) {
            return whole(mappings.open(connection), statement);
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }

    /** MyBatis passes over what fails between two results, and would return the first alone. */
    private static <R> R whole(SqlSession session, Function<EventMapper, R> statement) {
        R result = statement.apply(session.getMapper(EventMapper.class));
        try {
            if (session.getConnection().unwrap(PgConnection.class).isClosed()) {
                throw new PersistenceException(new SQLException("closed while it was read from", "08006"));
            }
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
        return result;
    }

    /**
     * Returns the event of this id.
     *
     * @param tenants where to look; empty for everywhere
     * @throws AuditDbException {@code CONFLICT} when several of these tenants have one
     */
    public Optional<EventColumns> find(Set<String> tenants, UUID id) {
        return one(read(mapper -> find(mapper, tenants, id)));
    }

    /** Returns the event of this id as a connection of the caller's sees it; otherwise as {@link #find(Set, UUID)}. */
    public Optional<EventColumns> find(Connection connection, Set<String> tenants, UUID id) {
        return one(read(connection, mapper -> find(mapper, tenants, id)));
    }

    /**
     * Returns the events of this id, at most two. Where they are is asked first: only for a time that it knows does the
     * database look into one partition, and not plan for all.
     *
     * @param tenants where to look; empty for everywhere
     */
    public static List<EventColumns> find(EventMapper mapper, Set<String> tenants, UUID id) {
        return mapper.locate(within(tenants), id).stream()
                .flatMap(place -> mapper.at(place.tenant(), place.occurredAt(), id).stream())
                .toList();
    }

    /** Returns tenants as statements take them. */
    public static String[] within(Set<String> tenants) {
        return tenants.isEmpty() ? null : tenants.toArray(String[]::new);
    }

    /** Returns the only one of those that were found; throws {@code CONFLICT} when there are several. */
    public static Optional<EventColumns> one(List<EventColumns> found) {
        if (found.size() > 1) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "Several tenants have an event of this id; name the tenant");
        }
        return found.stream().findFirst();
    }

    /** Runs a read on a connection of the caller's, which stays open. */
    public <R> R read(Connection connection, Function<EventMapper, R> statement) {
        // the session is not closed, because that would close the caller's connection
        SqlSession session = mappings.open(connection);
        try {
            return whole(session, statement);
        } catch (PersistenceException e) {
            throw errors.handle(e);
        }
    }
}
