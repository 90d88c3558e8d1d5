package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.ledger.Violation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks that legal holds and their releases are what was recorded when they were made. For one thread and one use.
 */
final class HoldRecords {
    private static final String RECORDS = """
            (SELECT target_id AS record, principal_id AS principal, details ->> 'digest' AS digest,
                    details ->> 'reason' AS recorded_reason, details ->> 'releasedAt' AS recorded_at
             FROM %1$s r) e
            """;
    private static final String HOLDS =
            "SELECT h.*, e.* FROM legal_hold h FULL JOIN " + RECORDS + " ON e.record = h.id::text";
    private static final String RELEASES =
            "SELECT r.*, e.* FROM legal_hold_release r FULL JOIN " + RECORDS + " ON e.record = r.hold::text";

    private final Connection snapshot;
    private final JustifyingRecords records;
    private final VerificationFindings findings;
    private final long size;

    /** {@code size} is the number of leaves. */
    HoldRecords(Connection snapshot, JustifyingRecords records, VerificationFindings findings, long size) {
        this.snapshot = snapshot;
        this.records = records;
        this.findings = findings;
        this.size = size;
    }

    /** Whether a row is what its record says. */
    private interface Comparison {
        boolean isSame(ResultSet row) throws SQLException;
    }

    void run() throws SQLException {
        compare(HOLDS, JustifyingRecords.HOLD, "id", "the legal hold", HoldRecords::isAsPlaced);
        compare(
                RELEASES,
                JustifyingRecords.RELEASE,
                "hold",
                "the release of the legal hold",
                HoldRecords::isAsReleased);
    }

    private void compare(String sql, String action, String key, String what, Comparison comparison)
            throws SQLException {
        try (PreparedStatement statement = records.prepare(snapshot, sql, action);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                problem(row, key, comparison)
                        .ifPresent(problem -> findings.add(
                                size, new Violation(Violation.Kind.HOLD_CHANGED, null, null, what + " " + problem)));
            }
        }
    }

    private static Optional<String> problem(ResultSet row, String key, Comparison comparison) throws SQLException {
        String hold = row.getString(key);
        String record = row.getString("record");
        if (hold == null) {
            return Optional.of(record + " is gone");
        }
        if (record == null) {
            return Optional.of(hold + " is recorded by no event");
        }
        return comparison.isSame(row) ? Optional.empty() : Optional.of(hold + " is not what was recorded");
    }

    private static boolean isAsReleased(ResultSet row) throws SQLException {
        return row.getString("reason").equals(row.getString("recorded_reason"))
                && row.getString("released_by").equals(row.getString("principal"))
                && time(row, "released_at").toString().equals(row.getString("recorded_at"));
    }

    private static boolean isAsPlaced(ResultSet row) throws SQLException {
        try {
            byte[] digest = hold(row).digest(row.getBytes("salt"));
            return HexFormat.of().formatHex(digest).equals(row.getString("digest"));
        } catch (IllegalArgumentException e) {
            return false; // somebody wrote into it what the platform never does
        }
    }

    private static LegalHold hold(ResultSet row) throws SQLException {
        return new LegalHold(
                row.getObject("id", UUID.class),
                new HoldScope(
                        row.getString("tenant"),
                        row.getString("principal_id"),
                        row.getString("subject_id"),
                        row.getString("target_type"),
                        row.getString("target_id"),
                        time(row, "from_time"),
                        time(row, "to_time"),
                        row.getString("action"),
                        named(row, "status", Status.class),
                        named(row, "classification", Classification.class),
                        row.getString("correlation_id"),
                        row.getString("text")),
                row.getString("issuer"),
                row.getString("reason"),
                row.getString("placed_by"),
                time(row, "placed_at"),
                Optional.empty());
    }

    private static <E extends Enum<E>> E named(ResultSet row, String column, Class<E> type) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
