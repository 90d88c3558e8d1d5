package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.ledger.Witness;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.KeyMaterial;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.note.SignatureType;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.ledger.publication.Publication;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.witness.Cosigning;
import io.auditdb.kernel.ledger.witness.LogWitness;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The ledger as a whole: the reading side, the one that sequences, and the alarm. */
public final class LedgerService implements AutoCloseable {
    private static final String DEFAULT_ORIGIN = "audit-db.invalid/";

    private final MerkleLedger ledger;
    private final Integrator integrator;
    private final VerificationJob verification;
    private final IntegrityAlarm alarm;
    private final SealWatch seals;
    private final Audience audience;
    private final LogWitness witness;
    private final LogKeys key;
    private final Consumer<LedgerKey> rotations;

    /**
     * Opens the log of a database, and names it at the first start.
     *
     * @param directory where the newest checkpoint is kept outside the database
     * @param acknowledged returns what this process has acknowledged, by writer
     * @param audit is told what callers do
     * @param violations is told of violations, each once
     * @param rotations is told of the newest key, when it has replaced another, at every start and rotation
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
            Consumer<List<Violation>> violations,
            Consumer<LedgerKey> rotations) {
        var material = new KeyMaterial(keys, settings.keyFile(), settings.keyStore());
        this.key = new LogKeys(origin(store, settings, material), keys, material, settings.keyOverlap(), clock);
        this.rotations = rotations;
        BatchMac mac = batchMac(keys);
        CheckpointFile outside;
        try {
            outside = new CheckpointFile(directory.resolve("checkpoint"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
        this.alarm = new IntegrityAlarm(violations);
        this.ledger = new MerkleLedger(
                store, statements, json, key, mac, outside, settings, acknowledged, audit, alarm, this::recordRotation);
        this.seals = new SealWatch(store, settings);
        this.audience = new Audience(
                new Publication(settings.publish()), Cosigning.of(settings.witness(), store, ledger::consistency));
        this.witness = new LogWitness(store, witnessKey(keys, settings), settings.witness(), clock);
        var batches = new UnsequencedBatches(settings, mac, alarm);
        var sequencer = new Sequencer(batches, key, mac, outside, audience, alarm, this::published, clock);
        this.integrator = new Integrator(store, settings, sequencer);
        this.verification =
                new VerificationJob(store, ledger, settings.verification().background(), clock);
    }

    private SigningKey witnessKey(KeyDirectory keys, LedgerSettings settings) {
        String name = settings.witness().name().orElse(key.name() + "/witness");
        return SigningKey.open(keys, "witness-signing.key", name, SignatureType.COSIGNATURE);
    }

    private void published(Checkpoint checkpoint) {
        ledger.published(checkpoint);
        seals.published();
    }

    /** Returns the seal of batches, under the key in the directory. */
    public static BatchMac batchMac(KeyDirectory keys) {
        return new BatchMac(keys.secretKey("ledger-batch.key"));
    }

    /** The name of a log is part of every signature, so it is fixed once and kept in the database. */
    private static String origin(Store store, LedgerSettings settings, KeyMaterial material) {
        try (Connection connection = store.openAdmin()) {
            Optional<String> found = keptOrigin(connection);
            if (found.isEmpty()) {
                insertOrigin(
                        connection, settings.origin().orElseGet(() -> DEFAULT_ORIGIN + LogKeys.fingerprint(material)));
                found = keptOrigin(connection);
            }
            String kept = found.orElseThrow();
            if (settings.origin().filter(wanted -> !wanted.equals(kept)).isPresent()) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "ledger.origin is " + settings.origin().get() + ", but this log has been signed as " + kept
                                + " since it was made; the name of a log cannot change");
            }
            return kept;
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    private static void insertOrigin(Connection connection, String origin) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ledger_log (origin, created_at) SELECT ?, now() WHERE NOT EXISTS (SELECT 1 FROM ledger_log)")) {
            insert.setString(1, origin);
            insert.executeUpdate();
        }
    }

    private static Optional<String> keptOrigin(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT origin FROM ledger_log ORDER BY created_at LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /** A crash may have come between the ring and its record, so this is done again at every start. */
    private void recordRotation() {
        key.describe().stream()
                .limit(1)
                .filter(newest -> newest.rotation().isPresent())
                .forEach(rotations);
    }

    /** Starts sequencing. */
    /** Starts sequencing, and verifying in the background. */
    public void start() {
        seals.start();
        recordRotation();
        audience.start();
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

    /** Returns what tells callers when their events are in the log. */
    public SealWatch seals() {
        return seals;
    }

    /** Returns this platform as a witness of other logs. */
    public Witness witness() {
        return witness;
    }

    /** Returns what health has to know. */
    public List<HealthCheck> healthChecks() {
        var checks = new ArrayList<HealthCheck>(List.of(integrator, alarm, verification, witness));
        checks.addAll(audience.healthChecks());
        return checks;
    }

    /** Sequences what is committed, then ends. */
    @Override
    public void close() {
        verification.close();
        integrator.close();
        seals.close();
        audience.close();
    }
}
