package io.auditdb.kernel.change;

import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** Removes changes that every instance has had time to hear of; one that has not, notices. For one thread. */
public final class ChangePruner {
    private static final String HORIZON = """
            UPDATE event_change_horizon SET pruned = ?::xid8 WHERE pruned < ?::xid8
            """;

    private static final String DELETE = "DELETE FROM event_change WHERE xid < ?::xid8";

    private final ConnectionManager connections;
    private final ChangeFeed feed;
    private final Duration keep;
    private final SqlErrors errors = new SqlErrors();

    /** Keeps changes for this long. */
    public ChangePruner(ConnectionManager connections, ChangeFeed feed, Duration keep) {
        this.connections = connections;
        this.feed = feed;
        this.keep = keep;
    }

    /** Removes what is older; what several instances do at once is done once. */
    public void prune() {
        OptionalLong known = feed.knownSince(keep);
        if (known.isEmpty()) {
            return;
        }
        String below = Long.toString(known.getAsLong());
        try (Connection connection = connections.connection(ConnectionManager.Purpose.MAINTAIN)) {
            connection.setAutoCommit(false);
            try (PreparedStatement horizon = connection.prepareStatement(HORIZON);
                    PreparedStatement delete = connection.prepareStatement(DELETE)) {
                horizon.setString(1, below);
                horizon.setString(2, below);
                if (horizon.executeUpdate() == 1) {
                    delete.setString(1, below);
                    delete.executeUpdate();
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }
}
