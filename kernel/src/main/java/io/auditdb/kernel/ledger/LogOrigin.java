package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.ledger.note.KeyMaterial;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The name of a log: part of every signature, and so fixed at the first start and kept in the database. */
final class LogOrigin {
    private static final String DEFAULT = "audit-db.invalid/";

    private final Store store;

    LogOrigin(Store store) {
        this.store = store;
    }

    /**
     * Returns the name; at the first start the one that is wanted, or one that is made of the key.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when the log has another name than is wanted
     */
    String name(Optional<String> wanted, KeyMaterial material) {
        try (Connection connection = store.openAdmin()) {
            Optional<String> found = kept(connection);
            if (found.isEmpty()) {
                insert(connection, wanted.orElseGet(() -> DEFAULT + LogKeys.fingerprint(material)));
                found = kept(connection);
            }
            String kept = found.orElseThrow();
            if (!wanted.orElse(kept).equals(kept)) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "ledger.origin is " + wanted.get() + ", but this log has been signed as " + kept
                                + " since it was made; the name of a log cannot change");
            }
            return kept;
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ledger_log (origin, created_at) SELECT ?, now() WHERE NOT EXISTS (SELECT 1 FROM ledger_log)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private static Optional<String> kept(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT origin FROM ledger_log ORDER BY created_at LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }
}
