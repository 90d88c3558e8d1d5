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
        var removals = new RemovalCheck(context.removals(), findings);
        var batches = new BatchCheck(
                context.mac(),
                removals,
                findings,
                tree,
                (batch, removed, firstLeaf) -> leaves.committed(batch, removed));
        var locators = new LocatorCheck(context.removals(), findings);
        var rows = new RowScan(context.json(), leaves, locators, pace);
        var archives = new ArchiveScan(snapshot.rows(), context, findings);
        var archived = new ArchivedRecords(context.json());
        var tasks = new SnapshotTasks(snapshot);
        tasks.add(connection -> {
            batches.sequenced(connection, checkpoints, new TileCheck(snapshot.last(), findings));
            batches.waiting(connection);
            batches.tails(connection, context.acknowledged());
        });
        for (String table : snapshot.rows().tables()) {
            for (TableParts.Part part : TableParts.of(snapshot.first(), table, threads)) {
                tasks.add(connection -> rows.scan(connection, table, part));
            }
        }
        for (TableParts.Part part : TableParts.of(snapshot.first(), "event_locator", threads)) {
            tasks.add(connection -> locators.scan(connection, part));
        }
        for (ArchiveInfo archive : snapshot.rows().archives()) {
            tasks.add(connection -> rows.scan(connection, archives, archive, archived));
        }
        long total = total(snapshot.first());
        tasks.run(threads, () -> progress.at(rows.events(), Math.max(total, rows.events())));
        progress.at(rows.events(), rows.events());
        if (!leaves.unequal().isEmpty()) {
            new RowCheck(context, archives, findings, tree.size()).run(snapshot, leaves.unequal());
        }
        // what is compared row by row comes here, when the connections are free again
        var records = new JustifyingRecords(snapshot.rows(), archived);
        new RedactionCheck(snapshot.first(), context.events(), records, archived, findings).run(tree.size());
        new HoldRecords(snapshot.first(), records, findings, tree.size()).run();
        removals.compareRecords(snapshot.first(), records, tree.size());
        locators.finish(snapshot, archives, removals.locators(), tree.size());
        remarks(removals.events());
        return new VerifiedPart(
                VerificationScope.Kind.FULL,
                0,
                tree,
                rows.events(),
                batches.unsealed(),
                batches.count(),
                checkpoints.count());
    }

    private void remarks(long removed) {
        if (removed > 0) {
            findings.remark(removed + " events were removed by retention, and each is accounted for");
        }
        for (String table : snapshot.rows().detached()) {
            findings.remark("the partition " + table + " is detached and not dropped; its events were verified too");
        }
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
