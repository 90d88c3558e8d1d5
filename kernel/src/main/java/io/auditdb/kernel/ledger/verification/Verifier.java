package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.publication.KeptCheckpoints;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs verifications of every kind, and records the full and the incremental ones. Safe for use by many threads. */
public final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    private final Store store;
    private final StoredEvents events;
    private final Json json;
    private final LogKeys key;
    private final BatchMac mac;
    private final KeptCheckpoints outside;
    private final Supplier<Map<Integer, Long>> acknowledged;
    private final VerificationSettings settings;
    private final int maxReported;
    private final RecordedRuns runs;
    private final SqlErrors errors = new SqlErrors();

    public Verifier(
            Store store,
            StoredEvents events,
            Json json,
            LogKeys key,
            BatchMac mac,
            KeptCheckpoints outside,
            Supplier<Map<Integer, Long>> acknowledged,
            VerificationSettings settings,
            int maxReported) {
        this.store = store;
        this.events = events;
        this.json = json;
        this.key = key;
        this.mac = mac;
        this.outside = outside;
        this.acknowledged = acknowledged;
        this.settings = settings;
        this.maxReported = maxReported;
        this.runs = new RecordedRuns(mac);
    }

    /** Verifies with all connections that the settings allow. */
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        return verify(scope, progress, Pace.unlimited(), settings.connections());
    }

    /** Verifies at a pace, with one connection. */
    public VerificationReport verify(VerificationScope scope, Pace pace) {
        return verify(scope, VerificationProgress.NONE, pace, 1);
    }

    private VerificationReport verify(VerificationScope scope, VerificationProgress progress, Pace pace, int threads) {
        try {
            // asked before the snapshot is taken: whatever was published and acknowledged by now has to be in it
            List<KeptCheckpoints.Kept> kept =
                    scope.kind() == VerificationScope.Kind.FULL ? outside.everywhere() : outside.own();
            var context =
                    new VerificationContext(json, events, key, mac, new RemovalSeal(mac), kept, acknowledged.get());
            Verification.Outcome outcome;
            try (Snapshot snapshot = Snapshot.open(store, threads + 1)) {
                var verification = new Verification(snapshot, context, maxReported, pace, progress);
                outcome = verification.run(scope, threads);
            }
            record(outcome);
            return outcome.report();
        } catch (SQLException e) {
            throw errors.handle(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was found is told even when it cannot be recorded; the next incremental run only starts earlier then. */
    private void record(Verification.Outcome outcome) {
        if (outcome.root().isEmpty()) {
            return;
        }
        try (Connection connection = store.openWriter()) {
            runs.add(connection, outcome.report(), outcome.root().get());
        } catch (SQLException e) {
            LOG.warn(
                    "A verification could not be recorded: {}", errors.handle(e).getMessage());
        }
    }

    /** Returns the recorded runs, newest first. */
    public List<RecordedVerification> recorded(int limit) {
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ, Lane.MAINTENANCE)) {
            return runs.newest(connection, limit).stream()
                    .map(RecordedRuns.Run::verification)
                    .toList();
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }
}
