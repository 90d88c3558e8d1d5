package io.auditdb.kernel.ledger.removal;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Says of an event that is not there whether it went lawfully. Safe for use by many threads. */
public final class RemovedEvents {
    private static final String TENANTS =
            "SELECT tenant FROM event_locator WHERE id = ? AND (? OR tenant = ANY (?)) ORDER BY tenant LIMIT 2";

    /** Goes through the batches that something was taken from; nothing but their ids says which one it was. */
    private static final String BATCHES = """
            SELECT r.removal, r.positions, r.locators, r.mac AS removal_mac,
                   b.writer, b.number, array_send(b.ids) AS ids, b.leaves, b.mac, s.first_leaf,
                   (SELECT l.occurred_at FROM event_locator l WHERE l.tenant = '_system' AND l.id = r.removal) AS removed_at
            FROM ledger_removal r
            JOIN ledger_batch b ON b.writer = r.writer AND b.number = r.number
            JOIN ledger_sequence s ON s.writer = r.writer AND s.number = r.number
            WHERE ? = ANY (b.ids)
            """;

    private static final String AT_A_PLACE = """
            SELECT r.removal, r.writer, r.number, r.positions, r.locators, r.mac,
                   (SELECT l.occurred_at FROM event_locator l WHERE l.tenant = '_system' AND l.id = r.removal) AS removed_at
            FROM ledger_removal r WHERE r.writer = ? AND r.number = ?
            """;

    private final RemovalSeal seal;

    public RemovedEvents(RemovalSeal seal) {
        this.seal = seal;
    }

    /** Returns what is known of an event that has no row, if a removal took it; {@code tenants} is empty for all. */
    public Optional<RemovedEvent> find(Connection connection, Set<String> tenants, UUID id) throws SQLException {
        List<String> owners = tenantsOf(connection, tenants, id);
        if (owners.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(BATCHES)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Optional<RemovedEvent> found = removed(row, owners.get(0), id);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Returns why an event is not found; says so when it was there once. */
    public AuditDbException notFound(Connection connection, Set<String> tenants, UUID id) throws SQLException {
        return new AuditDbException(
                StandardErrorCode.NOT_FOUND,
                find(connection, tenants, id)
                        .map(it -> "The event " + id + " " + it.fate())
                        .orElse("There is no event " + id));
    }

    /** As {@link #notFound(Connection, Set, UUID)}, on a connection for reads. */
    public AuditDbException notFound(Store store, Set<String> tenants, UUID id) {
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ)) {
            return notFound(connection, tenants, id);
        } catch (SQLException e) {
            return new SqlErrors().handle(e);
        }
    }

    /** Returns what became of the event at a place of a batch; empty when no removal took it. */
    public Optional<String> fate(Connection connection, int writer, long number, int position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(AT_A_PLACE)) {
            statement.setInt(1, writer);
            statement.setLong(2, number);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Removal removal = removal(row, "mac");
                    if (took(removal, position)) {
                        return Optional.of(RemovedEvent.fate(removal.id(), removedAt(row)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> tenantsOf(Connection connection, Set<String> tenants, UUID id) throws SQLException {
        var owners = new ArrayList<String>();
        try (PreparedStatement statement = connection.prepareStatement(TENANTS)) {
            statement.setObject(1, id);
            statement.setBoolean(2, tenants.isEmpty());
            statement.setArray(3, connection.createArrayOf("text", tenants.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    owners.add(row.getString(1));
                }
            }
        }
        return owners;
    }

    private Optional<RemovedEvent> removed(ResultSet row, String tenant, UUID id) throws SQLException {
        SealedBatch batch = LedgerTables.batch(row);
        Removal removal = removal(row, "removal_mac");
        for (int i = 0; i < batch.count(); i++) {
            if (batch.ids().get(i).equals(id) && took(removal, i)) {
                return Optional.of(new RemovedEvent(
                        tenant, id, batch, i, row.getLong("first_leaf"), removal.id(), removedAt(row)));
            }
        }
        return Optional.empty();
    }

    private boolean took(Removal removal, int position) {
        return seal.isIntact(removal) && BitSet.valueOf(removal.positions()).get(position);
    }

    private static Removal removal(ResultSet row, String mac) throws SQLException {
        return new Removal(
                row.getObject("removal", UUID.class),
                row.getInt("writer"),
                row.getLong("number"),
                row.getBytes("positions"),
                row.getBytes("locators"),
                row.getBytes(mac));
    }

    private static Instant removedAt(ResultSet row) throws SQLException {
        OffsetDateTime time = row.getObject("removed_at", OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
