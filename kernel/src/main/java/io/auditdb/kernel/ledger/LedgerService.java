package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.LogKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The ledger as a whole: the reading side, the one that sequences, and the alarm. */
public final class LedgerService implements AutoCloseable {
    private static final String DEFAULT_ORIGIN = "audit-db.invalid/";

    private final MerkleLedger ledger;
    private final Integrator integrator;
    private final VerificationJob verification;
    private final IntegrityAlarm alarm;

    /**
     * Opens the log of a database, and names it at the first start.
     *
     * @param directory where the newest checkpoint is kept outside the database
     * @param acknowledged returns what this process has acknowledged, by writer
     * @param audit is told what callers do
     * @param violations is told of violations, each once
     */
    public LedgerService(
            Store store,
            EventStatements statements,
            Json json,
            KeyDirectory keys,
            LedgerSettings settings,
            Path directory,
            Clock clock,
            Supplier<Map<Integer, Long>> acknowledged,
            LedgerAudit audit,
            Consumer<List<Violation>> violations) {
        LogKey key = LogKey.open(keys, origin(store, settings, keys));
        BatchMac mac = batchMac(keys);
        CheckpointFile outside;
        try {
            outside = new CheckpointFile(directory.resolve("checkpoint"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
        this.alarm = new IntegrityAlarm(violations);
        this.ledger =
                new MerkleLedger(store, statements, json, key, mac, outside, settings, acknowledged, audit, alarm);
        this.integrator = new Integrator(store, settings, key, mac, outside, alarm, ledger::published, clock);
        this.verification =
                new VerificationJob(store, ledger, settings.verification().background(), clock);
    }

    /** Returns the seal of batches, under the key in the directory. */
    public static BatchMac batchMac(KeyDirectory keys) {
        return new BatchMac(keys.secretKey("ledger-batch.key"));
    }

    /** The name of a log is part of every signature, so it is fixed once and kept in the database. */
    private static String origin(Store store, LedgerSettings settings, KeyDirectory keys) {
        String wanted = settings.origin().orElseGet(() -> DEFAULT_ORIGIN + LogKey.fingerprint(keys));
        try (Connection connection = store.openAdmin()) {
            String kept = keptOrigin(connection, wanted);
            if (settings.origin().isPresent() && !kept.equals(wanted)) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "ledger.origin is " + wanted + ", but this log has been signed as " + kept
                                + " since it was made; the name of a log cannot change");
            }
            return kept;
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private static String keptOrigin(Connection connection, String wanted) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ledger_log (origin, created_at) SELECT ?, now() WHERE NOT EXISTS (SELECT 1 FROM ledger_log)")) {
            insert.setString(1, wanted);
            insert.executeUpdate();
        }
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT origin FROM ledger_log ORDER BY created_at LIMIT 1");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** Starts sequencing, and verifying in the background. */
    public void start() {
        integrator.start();
        verification.start();
    }

    /** Says that something was committed. */
    public void committed() {
        integrator.signal();
    }

    /** Returns the reading side, unrestricted. */
    public Ledger ledger() {
        return ledger;
    }

    /** Returns what health has to know. */
    public List<HealthCheck> healthChecks() {
        return List.of(integrator, alarm, verification);
    }

    /** Sequences what is committed, then ends. */
    @Override
    public void close() {
        verification.close();
        integrator.close();
    }
}
