package io.auditdb.plugin.partitioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Answers whether every row of a partition may go. */
interface DropCheck {
    /** Lets a partition go that holds nothing. */
    DropCheck EMPTY = (connection, table) -> Maintainer.query(
                            connection,
                            "SELECT EXISTS (SELECT FROM " + Maintainer.quote(table) + ")",
                            row -> row.getBoolean(1))
                    .get(0)
            ? Optional.of("holds events, and no retention policy has let them go")
            : Optional.empty();

    /**
     * Returns why it must stay, or empty to let it go. Asked when the plan is made, and again by {@link #release}, when
     * nobody can write to the table any more.
     */
    Optional<String> objection(Connection connection, String table) throws SQLException;

    /**
     * Answers the same in the transaction that drops the table, and settles within it what its going, or its staying,
     * means elsewhere.
     */
    default Optional<String> release(Connection connection, String principal, String table) throws SQLException {
        return objection(connection, table);
    }
}
