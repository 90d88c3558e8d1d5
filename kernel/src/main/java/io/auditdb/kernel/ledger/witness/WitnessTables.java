package io.auditdb.kernel.ledger.witness;

import io.auditdb.kernel.ledger.note.CheckpointNote;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements on the tables of cosignatures. Keeps no state. */
public final class WitnessTables {
    private static final int LOCK_CLASS = 0x61756477;

    private WitnessTables() {}

    /** A checkpoint of another log, as this platform cosigned it. */
    record Cosigned(String origin, long size, byte[] root, String note, String cosignature) {}

    /** Makes whoever else is about to cosign this log wait until the transaction ends. */
    static void lock(Connection connection, String origin) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setString(2, origin);
            statement.execute();
        }
    }

    static Optional<Cosigned> newest(Connection connection, String origin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT origin, size, root, note, cosignature FROM witness_checkpoint WHERE origin = ?"
                        + " ORDER BY size DESC LIMIT 1")) {
            statement.setString(1, origin);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Cosigned(
                                row.getString(1), row.getLong(2), row.getBytes(3), row.getString(4), row.getString(5)))
                        : Optional.empty();
            }
        }
    }

    static void insert(Connection connection, CheckpointNote checkpoint, String note, String cosignature)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO witness_checkpoint (origin, size, root, note, cosignature, cosigned_at)"
                        + " VALUES (?, ?, ?, ?, ?, now()) ON CONFLICT DO NOTHING")) {
            statement.setString(1, checkpoint.origin());
            statement.setLong(2, checkpoint.size());
            statement.setBytes(3, checkpoint.root());
            statement.setString(4, note);
            statement.setString(5, cosignature);
            statement.executeUpdate();
        }
    }

    /** Keeps the cosignature that a witness gave for this log. */
    static void insertCosignature(Connection connection, long size, String witness, String line) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO ledger_cosignature (size, witness, line, received_at) VALUES (?, ?, ?, now())"
                        + " ON CONFLICT DO NOTHING")) {
            statement.setLong(1, size);
            statement.setString(2, witness);
            statement.setString(3, line);
            statement.executeUpdate();
        }
    }

    /** Returns the cosignature lines of this log's checkpoint of a size, in the order in which they came. */
    public static List<String> cosignatures(Connection connection, long size) throws SQLException {
        var lines = new ArrayList<String>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT line FROM ledger_cosignature WHERE size = ? ORDER BY received_at, witness")) {
            statement.setLong(1, size);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString(1));
                }
            }
        }
        return lines;
    }

    /** Returns the size of the newest checkpoint of this log that a witness cosigned; 0 when none was. */
    public static long newestCosigned(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT coalesce(max(size), 0) FROM ledger_cosignature");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
