package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * What is recorded of one partition that is not dropped.
 *
 * @param goal the state it is on its way to; null when it is at rest
 * @param exists whether there is a table of this name
 */
public record LifeState(String name, PartitionRange range, PartitionState state, PartitionState goal, boolean exists) {
    private static final String READ = """
            SELECT name, from_time, to_time, state, goal, to_regclass(name) IS NOT NULL AS exists
            FROM event_partition WHERE state <> 'dropped' ORDER BY from_time
            """;
    private static final String INSERT = """
            INSERT INTO event_partition (name, from_time, to_time, state, goal) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (name) WHERE state <> 'dropped' DO NOTHING
            """;
    private static final String MOVE = """
            UPDATE event_partition SET state = ?, goal = ?, changed_at = now() WHERE name = ? AND state <> 'dropped'
            """;

    static List<LifeState> read(Connection connection) throws SQLException {
        return Maintainer.query(connection, READ, LifeState::of);
    }

    private static LifeState of(ResultSet row) throws SQLException {
        return new LifeState(
                row.getString("name"),
                new PartitionRange(
                        time(row, "from_time", OffsetDateTime.MIN, Instant.MIN),
                        time(row, "to_time", OffsetDateTime.MAX, Instant.MAX)),
                state(row.getString("state")),
                state(row.getString("goal")),
                row.getBoolean("exists"));
    }

    /** The driver's words for an infinite time are the ends of another type's range. */
    private static Instant time(ResultSet row, String column, OffsetDateTime infinite, Instant unbounded)
            throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time.equals(infinite) ? unbounded : time.toInstant();
    }

    private static PartitionState state(String text) {
        return text == null ? null : PartitionState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Records one that is not recorded; {@code goal} may be null. */
    public static void add(
            Connection connection, String name, PartitionRange range, PartitionState state, PartitionState goal)
            throws SQLException {
        Maintainer.update(connection, INSERT, name, time(range.from()), time(range.to()), state.text(), text(goal));
    }

    public static OffsetDateTime time(Instant time) {
        if (time.equals(Instant.MIN)) {
            return OffsetDateTime.MIN;
        }
        return time.equals(Instant.MAX) ? OffsetDateTime.MAX : time.atOffset(ZoneOffset.UTC);
    }

    /** Moves one on; {@code goal} is null when it has arrived. */
    static void move(Connection connection, String name, PartitionState state, PartitionState goal)
            throws SQLException {
        Maintainer.update(connection, MOVE, state.text(), text(goal), name);
    }

    private static String text(PartitionState state) {
        return state == null ? null : state.text();
    }
}
