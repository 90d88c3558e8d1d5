package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/** Compares the leaves that batches name with those that rows have. Safe for use by many threads. */
final class Leaves {
    private static final int BUCKETS = 1 << 16;
    private static final int ELEMENT_BYTES = 4 + 8 + 4 + 16 + Hashes.SIZE;

    private final KeyedMultiset leaves = new KeyedMultiset(BUCKETS);

    /** Adds the leaves of a batch, except for those whose events are gone lawfully. */
    void committed(SealedBatch batch, BitSet removed) {
        int bucket = bucket(batch.writer(), batch.number());
        int count = Math.min(batch.count(), batch.leaves().length / Hashes.SIZE);
        for (int i = removed.nextClearBit(0); i < count; i = removed.nextClearBit(i + 1)) {
            UUID id = batch.ids().get(i);
            leaves.add(bucket, element(batch.writer(), batch.number(), i, id, batch.leaves(), i * Hashes.SIZE));
        }
    }

    /** Takes the leaf of a row away. */
    void stored(EventImage row) {
        var place = row.place();
        leaves.remove(
                bucket(place.writer(), place.batch()),
                element(place.writer(), place.batch(), place.position(), row.id(), row.leaf(), 0));
    }

    private static byte[] element(int writer, long number, int position, UUID id, byte[] leaf, int offset) {
        var element = new ByteBuilder(ELEMENT_BYTES);
        element.int32(writer);
        element.int64(number);
        element.int32(position);
        element.int64(id.getMostSignificantBits());
        element.int64(id.getLeastSignificantBits());
        element.write(leaf, offset, Hashes.SIZE);
        return element.array();
    }

    /** Returns the bucket of the batch that a row says it is in. */
    static int bucket(BatchPosition place) {
        return bucket(place.writer(), place.batch());
    }

    private static int bucket(int writer, long number) {
        return (int) (number ^ ((long) writer << 8)) & (BUCKETS - 1);
    }

    /** Returns the buckets in which rows are not what batches say. */
    List<Integer> unequal() {
        return leaves.unequal();
    }

    /** Returns the bucket of a batch in SQL. */
    static String bucketOf(String writer, String number) {
        return "((" + number + " # (" + writer + "::bigint << 8)) & " + (BUCKETS - 1) + ")";
    }
}
