package io.auditdb.kernel.change;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Says in a transaction what it changes about answers, so that every instance hears of it with the commit. Safe for use by
 * many threads.
 */
public final class ChangeTable {
    private static final String INSERT = "INSERT INTO event_change (touched) VALUES (?)";

    private final Dimensions dimensions;

    /** Numbers what is changed in this way. */
    public ChangeTable(Dimensions dimensions) {
        this.dimensions = dimensions;
    }

    /** Says that events came. */
    public void came(Connection transaction, Iterable<AuditEvent> events) throws SQLException {
        record(transaction, changes -> events.forEach(changes::event));
    }

    /** Says that an event is not what it was. */
    public void redacted(Connection transaction, AuditEvent event) throws SQLException {
        record(transaction, changes -> changes.redacted(event));
    }

    /** Says that events of a range may be gone. */
    public void went(Connection transaction, PartitionRange range) throws SQLException {
        record(transaction, changes -> changes.range(range));
    }

    /** Says anything. */
    public void record(Connection transaction, Consumer<Changes> what) throws SQLException {
        var changes = new Changes(dimensions);
        what.accept(changes);
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = transaction.prepareStatement(INSERT)) {
            statement.setBytes(1, changes.toByteArray());
            statement.executeUpdate();
        }
    }
}
