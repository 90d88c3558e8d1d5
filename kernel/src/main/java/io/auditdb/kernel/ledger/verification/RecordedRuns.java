package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The verifications that the database remembers, each under a MAC. Safe for use by many threads. */
final class RecordedRuns {
    private static final String COLUMNS =
            "id, kind, started_at, duration_ms, from_leaf, to_leaf, root, events, unsealed,"
                    + " batches, checkpoints, violation_count, first_violation, mac";
    private static final String INSERT =
            "INSERT INTO ledger_verification (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String NEWEST =
            "SELECT " + COLUMNS + " FROM ledger_verification ORDER BY started_at DESC, id LIMIT ?";

    private final BatchMac key;

    RecordedRuns(BatchMac key) {
        this.key = key;
    }

    /** A recorded run, and the root of the log's leaves at its end. */
    record Run(RecordedVerification verification, byte[] root) {
        boolean intact() {
            return verification.authentic() && verification.violationCount() == 0;
        }

        /** Returns how it is spoken of in a sentence. */
        @Override
        public String toString() {
            return "the verification of " + verification.startedAt();
        }
    }

    void add(Connection connection, VerificationReport report, byte[] root) throws SQLException {
        var run = new Run(
                new RecordedVerification(
                        UUID.randomUUID(),
                        report.startedAt().truncatedTo(ChronoUnit.MICROS),
                        report.duration().truncatedTo(ChronoUnit.MILLIS),
                        report.coverage(),
                        report.violationCount(),
                        report.violations().stream().findFirst().map(Violation::toString),
                        true),
                root);
        RecordedVerification it = run.verification;
        VerificationCoverage coverage = it.coverage();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, it.id());
            statement.setString(2, name(coverage.kind()));
            statement.setObject(3, it.startedAt().atOffset(ZoneOffset.UTC));
            statement.setLong(4, it.duration().toMillis());
            statement.setLong(5, coverage.fromLeaf());
            statement.setLong(6, coverage.toLeaf());
            statement.setBytes(7, root);
            statement.setLong(8, coverage.events());
            statement.setLong(9, coverage.unsealed());
            statement.setLong(10, coverage.batches());
            statement.setLong(11, coverage.checkpoints());
            statement.setLong(12, it.violationCount());
            statement.setString(13, it.firstViolation().orElse(null));
            statement.setBytes(14, RunMac.of(key, run));
            statement.executeUpdate();
        }
    }

    /** Returns the newest runs, newest first. */
    List<Run> newest(Connection connection, int limit) throws SQLException {
        var runs = new ArrayList<Run>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setInt(1, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    runs.add(run(row));
                }
            }
        }
        return runs;
    }

    private Run run(ResultSet row) throws SQLException {
        Run read = run(row, true);
        return RunMac.matches(key, read, row.getBytes("mac")) ? read : run(row, false);
    }

    private static Run run(ResultSet row, boolean authentic) throws SQLException {
        var coverage = new VerificationCoverage(
                kind(row.getString("kind")),
                row.getLong("from_leaf"),
                row.getLong("to_leaf"),
                row.getLong("events"),
                row.getLong("unsealed"),
                row.getLong("batches"),
                row.getLong("checkpoints"));
        return new Run(
                new RecordedVerification(
                        row.getObject("id", UUID.class),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        Duration.ofMillis(row.getLong("duration_ms")),
                        coverage,
                        row.getLong("violation_count"),
                        Optional.ofNullable(row.getString("first_violation")),
                        authentic),
                row.getBytes("root"));
    }

    private static String name(VerificationScope.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** What somebody else wrote there may be anything. */
    private static VerificationScope.Kind kind(String name) {
        return name.equals(name(VerificationScope.Kind.INCREMENTAL))
                ? VerificationScope.Kind.INCREMENTAL
                : VerificationScope.Kind.FULL;
    }
}
