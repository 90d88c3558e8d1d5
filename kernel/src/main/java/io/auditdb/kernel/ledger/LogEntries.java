package io.auditdb.kernel.ledger;

import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.BatchPlaces;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.store.EventColumns;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What the leaves are made of, and the proofs that they are in the tree. */
final class LogEntries {
    private final StoredEvents events;
    private final Json json;
    private final LogTree tree;
    private final RemovedEvents removed;

    LogEntries(StoredEvents events, Json json, LogTree tree, RemovedEvents removed) {
        this.events = events;
        this.json = json;
        this.tree = tree;
        this.removed = removed;
    }

    Optional<byte[]> bundle(long index, int width) {
        return tree.read(connection -> LogTree.isCovered(index, width, tree.size(connection))
                ? Optional.of(bundle(connection, index * MerkleTree.TILE_WIDTH, width))
                : Optional.empty());
    }

    private byte[] bundle(Connection connection, long first, int width) throws SQLException {
        var bundle = new ByteArrayOutputStream();
        for (byte[] entry : new EntryReader(connection, events, json, removed).entries(first, first + width)) {
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    byte[] entry(Set<String> tenants, UUID id) {
        return event(tenants, id).entry(json).bytes();
    }

    private EventColumns event(Set<String> tenants, UUID id) {
        return events.find(tenants, id)
                .orElseThrow(() -> tree.read(connection -> removed.notFound(connection, tenants, id)));
    }

    Optional<InclusionProof> proof(Set<String> tenants, UUID id) {
        EventColumns row = event(tenants, id);
        return tree.read(connection -> {
            OptionalLong first = BatchPlaces.firstLeaf(connection, new BatchKey(row.writer(), row.batch()));
            if (first.isEmpty()) {
                return Optional.empty();
            }
            long index = first.getAsLong() + row.position();
            return covering(connection, index).map(checkpoint -> proof(connection, row, index, checkpoint));
        });
    }

    /** Returns the checkpoint that witnesses have cosigned, or the newest when only that covers the leaf. */
    private Optional<Checkpoint> covering(Connection connection, long index) throws SQLException {
        Optional<Checkpoint> witnessed = tree.witnessed(connection).filter(it -> index < it.size());
        return witnessed.isPresent() ? witnessed : tree.checkpoint(connection).filter(it -> index < it.size());
    }

    private InclusionProof proof(Connection connection, EventColumns row, long index, Checkpoint checkpoint) {
        var proof = new TreeProof(tree.nodes(connection, checkpoint.size()));
        return new InclusionProof(index, row.entry(json).leaf(), proof.inclusion(index, checkpoint.size()), checkpoint);
    }
}
