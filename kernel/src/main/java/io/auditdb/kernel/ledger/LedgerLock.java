package io.auditdb.kernel.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What only one of the instances on a database does at a time: whoever has the lock, for as long as his session lasts. */
enum LedgerLock {
    SEQUENCING(0),
    VERIFICATION(1);

    private static final int LOCK_CLASS = 0x61756469;

    private final int number;

    LedgerLock(int number) {
        this.number = number;
    }

    /** Takes the lock, unless another session has it. */
    boolean tryTake(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, LOCK_CLASS);
            statement.setInt(2, number);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
