package io.auditdb.plugin.partitioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Answers whether every row of a partition may go. */
public interface DropCheck {
    /** Lets a partition go that holds nothing. */
    DropCheck EMPTY = (connection, table) -> Maintainer.query(
                            connection,
                            "SELECT EXISTS (SELECT FROM " + Maintainer.quote(table) + ")",
                            row -> row.getBoolean(1))
                    .get(0)
            ? Optional.of("holds events, and no retention policy has let them go")
            : Optional.empty();

    /**
     * Returns why it must stay, or empty to let it go. Asked when the plan is made, and again, in the transaction that
     * drops the table, when nobody can write to it any more.
     */
    Optional<String> objection(Connection connection, String table) throws SQLException;
}
