package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.kernel.ledger.storage.CheckpointLink;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A full verification: batches, tree, tiles and checkpoints on one connection while others rehash the rows and read the
 * locators; what differs between them is named afterwards. For one thread and one use.
 */
final class VerificationRun {
    private final Snapshot snapshot;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final Pace pace;
    private final MerkleTree tree = new MerkleTree();
    private final Leaves leaves = new Leaves();

    VerificationRun(Snapshot snapshot, VerificationContext context, VerificationFindings findings, Pace pace) {
        this.snapshot = snapshot;
        this.context = context;
        this.findings = findings;
        this.pace = pace;
    }

    VerifiedPart run(int threads, VerificationProgress progress) throws SQLException {
        var checkpoints =
                new CheckpointCheck(snapshot.last(), context.key(), context.mac(), findings, CheckpointLink.NONE);
        var batches = new BatchCheck(context.mac(), findings, tree, (batch, firstLeaf) -> leaves.committed(batch));
        var locators = new LocatorCheck(findings);
        var rows = new RowScan(context.json(), leaves, locators, pace);
        var archives = new ArchiveScan(snapshot.first(), context, findings);
        var redactions = new ArchivedRedactions(context.json());
        var tasks = new SnapshotTasks(snapshot);
        tasks.add(connection -> {
            batches.sequenced(connection, checkpoints, new TileCheck(snapshot.last(), findings));
            batches.waiting(connection);
            batches.tails(connection, context.acknowledged());
        });
        for (TableParts.Part part : TableParts.of(snapshot.first(), "audit_event", threads)) {
            tasks.add(connection -> rows.scan(connection, part));
        }
        for (TableParts.Part part : TableParts.of(snapshot.first(), "event_locator", threads)) {
            tasks.add(connection -> locators.scan(connection, part));
        }
        for (ArchiveInfo archive : archives.archives()) {
            tasks.add(connection -> rows.scan(connection, archives, archive, redactions));
        }
        long total = total(snapshot.first());
        tasks.run(threads, () -> progress.at(rows.events(), Math.max(total, rows.events())));
        progress.at(rows.events(), rows.events());
        if (!leaves.unequal().isEmpty()) {
            new RowCheck(context.json(), archives, findings, tree.size()).run(snapshot, leaves.unequal());
        }
        new RedactionCheck(snapshot.first(), context.events(), redactions, findings).run(tree.size());
        // what is compared row by row comes here, when the connections are free again
        locators.finish(snapshot.first(), archives, tree.size());
        return new VerifiedPart(
                VerificationScope.Kind.FULL,
                0,
                tree,
                rows.events(),
                batches.unsealed(),
                batches.count(),
                checkpoints.count());
    }

    /** An estimate: batches that wait for a place are left out. */
    private static long total(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT first_leaf + count FROM ledger_sequence ORDER BY first_leaf DESC LIMIT 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
