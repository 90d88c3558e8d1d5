package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.store.EventStatements;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * One full verification over one snapshot: batches and tree first, then every row against its leaf, then locators, and
 * the checkpoint that is kept outside. For one thread and one use.
 */
public final class VerificationRun {
    private final Connection snapshot;
    private final EventStatements statements;
    private final Json json;
    private final LogKeys key;
    private final BatchMac mac;
    private final Optional<String> outside;
    private final Map<Integer, Long> acknowledged;
    private final VerificationFindings findings;

    public VerificationRun(
            Connection snapshot,
            EventStatements statements,
            Json json,
            LogKeys key,
            BatchMac mac,
            Optional<String> outside,
            Map<Integer, Long> acknowledged,
            int maxReported) {
        this.snapshot = snapshot;
        this.statements = statements;
        this.json = json;
        this.key = key;
        this.mac = mac;
        this.outside = outside;
        this.acknowledged = acknowledged;
        this.findings = new VerificationFindings(maxReported);
    }

    public VerificationReport run(VerificationProgress progress) throws SQLException, IOException {
        var checkpoints = new CheckpointCheck(snapshot, key, findings);
        var batches = new BatchCheck(snapshot, mac, findings);
        batches.sequenced(checkpoints);
        long size = batches.size();
        checkpoints.finish(size);
        batches.waiting(acknowledged);
        var rows = new RowCheck(snapshot, statements, json, findings, batches);
        rows.rows(progress);
        rows.missing();
        new LocatorCheck(snapshot, findings).run(size);
        new RedactionCheck(snapshot, statements, findings).run(size);
        outside.ifPresent(note -> checkpoints.compareOutside(note, size, new TileNodes(snapshot, size)));
        Optional<Checkpoint> newest = LedgerTables.newestCheckpoint(snapshot, key.name());
        return findings.report(
                rows.events(),
                rows.unsealed(),
                batches.count(),
                checkpoints.count(),
                newest,
                checkpoints.signedSizes());
    }
}
