package io.auditdb.kernel.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveInfo.State;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code event_archive}. Keeps no state. */
public final class ArchiveTable {
    private static final String SELECT = "SELECT * FROM event_archive ";
    private static final String OPEN = "state IN ('writing', 'stored', 'verified')";

    private ArchiveTable() {}

    /** Returns those that are not void and not restored, oldest events first. */
    public static List<ArchiveInfo> current(Connection connection) throws SQLException {
        return query(connection, "WHERE state NOT IN ('void', 'restored') ORDER BY from_time, name");
    }

    /** Returns those whose rows are nowhere else. */
    public static List<ArchiveInfo> live(Connection connection) throws SQLException {
        return query(connection, "WHERE state = 'live' ORDER BY from_time, name");
    }

    /** Returns the one of a partition that is not dropped yet; {@code WRITING}, {@code STORED} or {@code VERIFIED}. */
    public static Optional<ArchiveInfo> open(Connection connection, String partition) throws SQLException {
        return query(connection, "WHERE partition = ? AND " + OPEN + " ORDER BY changed_at DESC", partition).stream()
                .findFirst();
    }

    /** Returns those whose files may go: void ones, and such as were restored before a time. */
    public static List<ArchiveInfo> superseded(Connection connection, Instant restoredBefore) throws SQLException {
        return query(
                connection,
                "WHERE state = 'void' OR state = 'restored' AND changed_at < ?",
                restoredBefore.atOffset(ZoneOffset.UTC));
    }

    /** Returns the one of an id. */
    public static ArchiveInfo get(Connection connection, UUID id) throws SQLException {
        return query(connection, "WHERE id = ?", id).stream()
                .findFirst()
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no archive " + id));
    }

    /** Puts one that is written from now on on record, so that it is found when it is left behind. */
    public static ArchiveInfo begin(Connection connection, String partition, PartitionRange range, Instant now)
            throws SQLException {
        UUID id = UUID.randomUUID();
        String name = partition.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_") + "-" + id;
        var archive = new ArchiveInfo(id, name, partition, range, State.WRITING, null, now);
        update(
                connection,
                "INSERT INTO event_archive (id, name, partition, from_time, to_time, state) VALUES (?, ?, ?, ?, ?, ?)",
                archive.id(),
                archive.name(),
                archive.partition(),
                archive.range().from().atOffset(ZoneOffset.UTC),
                archive.range().to().atOffset(ZoneOffset.UTC),
                archive.state().text());
        return archive;
    }

    /** Moves one that was being written to {@code STORED}. */
    public static void stored(Connection connection, UUID id, Contents contents) throws SQLException {
        update(
                connection,
                "UPDATE event_archive SET state = 'stored', rows = ?, first_time = ?, last_time = ?, first_leaf = ?,"
                        + " last_leaf = ?, checkpoint_size = ?, bytes = ?, sha256 = ?, manifest_sha256 = ?,"
                        + " changed_at = now() WHERE id = ? AND state = 'writing'",
                contents.rows(),
                contents.first().atOffset(ZoneOffset.UTC),
                contents.last().atOffset(ZoneOffset.UTC),
                contents.firstLeaf(),
                contents.lastLeaf(),
                contents.checkpointSize(),
                contents.file().bytes(),
                contents.file().sha256(),
                contents.manifestSha256(),
                id);
    }

    /** Moves a stored one to {@code VERIFIED}; {@code fingerprint} is that of the rows it was compared with. */
    public static void verified(Connection connection, UUID id, String fingerprint) throws SQLException {
        update(
                connection,
                "UPDATE event_archive SET state = 'verified', fingerprint = ?, changed_at = now()"
                        + " WHERE id = ? AND state IN ('stored', 'verified')",
                fingerprint,
                id);
    }

    /** Returns what the rows were like that an archive was compared with. */
    public static String fingerprint(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement =
                        prepare(connection, "SELECT fingerprint FROM event_archive WHERE id = ?", id);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Moves one on; returns whether it was in the state {@code from}. */
    public static boolean move(Connection connection, UUID id, State from, State to) throws SQLException {
        return update(
                        connection,
                        "UPDATE event_archive SET state = ?, changed_at = now() WHERE id = ? AND state = ?",
                        to.text(),
                        id,
                        from.text())
                == 1;
    }

    /** Gives up whatever was begun for a partition that is still there. */
    public static void abandon(Connection connection, String partition) throws SQLException {
        update(
                connection,
                "UPDATE event_archive SET state = 'void', changed_at = now() WHERE partition = ? AND " + OPEN,
                partition);
    }

    /**
     * Gives up what was begun and left behind: its partition is gone, and nobody is at it. An archive of a partition that
     * is there is given up by whoever begins the next one.
     */
    public static void abandonOrphans(Connection connection) throws SQLException {
        update(
                connection,
                "UPDATE event_archive SET state = 'void', changed_at = now() WHERE id IN (SELECT id FROM event_archive WHERE "
                        + OPEN + " AND to_regclass(quote_ident(partition)) IS NULL FOR UPDATE SKIP LOCKED)");
    }

    /** Keeps one that is being written from being taken for left behind, until the transaction ends. */
    public static void claim(Connection connection, UUID id) throws SQLException {
        if (query(connection, "WHERE id = ? AND state = 'writing' FOR UPDATE", id)
                .isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "The archive was given up by somebody else in this moment; repeat");
        }
    }

    private static List<ArchiveInfo> query(Connection connection, String condition, Object... parameters)
            throws SQLException {
        var archives = new ArrayList<ArchiveInfo>();
        try (PreparedStatement statement = prepare(connection, SELECT + condition, parameters);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                archives.add(read(row));
            }
        }
        return archives;
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private static ArchiveInfo read(ResultSet row) throws SQLException {
        return new ArchiveInfo(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("partition"),
                new PartitionRange(time(row, "from_time"), time(row, "to_time")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("rows") == null ? null : contents(row),
                time(row, "changed_at"));
    }

    private static Contents contents(ResultSet row) throws SQLException {
        return new Contents(
                row.getLong("rows"),
                time(row, "first_time"),
                time(row, "last_time"),
                row.getLong("first_leaf"),
                row.getLong("last_leaf"),
                row.getLong("checkpoint_size"),
                new ArchiveFile(row.getLong("bytes"), row.getString("sha256")),
                row.getString("manifest_sha256"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
