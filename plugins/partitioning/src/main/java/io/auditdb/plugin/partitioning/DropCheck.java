package io.auditdb.plugin.partitioning;

import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Answers whether every row of a partition may go. */
public interface DropCheck {
    /** Lets a partition go that holds nothing. */
    DropCheck EMPTY = (connection, table, range) -> isEmpty(connection, table)
            ? Verdict.GOES
            : Verdict.stays("holds events, and no retention policy has let them go");

    /**
     * Looks at a partition. Done when the plan is made, and again, in the transaction that drops the table, when nobody
     * can write to it any more.
     */
    Verdict look(Connection connection, String table, PartitionRange range) throws SQLException;

    /** Returns a check that asks another one where this one objects. */
    default DropCheck or(DropCheck other) {
        return (connection, table, range) -> {
            Verdict verdict = look(connection, table, range);
            return verdict.objection().isEmpty() ? verdict : other.look(connection, table, range);
        };
    }

    /** Returns whether a table has no rows. */
    static boolean isEmpty(Connection connection, String table) throws SQLException {
        return Maintainer.query(
                        connection,
                        "SELECT NOT EXISTS (SELECT FROM " + Maintainer.quote(table) + ")",
                        row -> row.getBoolean(1))
                .get(0);
    }

    /**
     * What a look at a partition came to.
     *
     * @param objection why it must stay; empty to let it go
     * @param archived whether every event it holds is in its archive, and stays there
     * @param policies how many of its events each retention policy lets go
     */
    record Verdict(Optional<String> objection, boolean archived, Map<String, Long> policies) {
        /** It holds nothing. */
        static final Verdict GOES = goes(Map.of());

        /** Its archive takes its place. */
        static final Verdict ARCHIVED = new Verdict(Optional.empty(), true, Map.of());

        /** Returns that it goes, by these policies. */
        public static Verdict goes(Map<String, Long> policies) {
            return new Verdict(Optional.empty(), false, policies);
        }

        /** Returns that it must stay, and why. */
        public static Verdict stays(String why) {
            return new Verdict(Optional.of(why), false, Map.of());
        }
    }
}
