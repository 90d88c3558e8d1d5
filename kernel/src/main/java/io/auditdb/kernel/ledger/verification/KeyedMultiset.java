package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.bytes.SipHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whether two collections hold the same elements, each as often, without holding them: each bucket sums a keyed
 * hash of what was added minus what was taken away. The key is made for one use and kept here, so nobody can choose
 * elements whose hashes cancel out; two collections that differ pass for equal once in 2^64. Safe for use by many threads.
 */
final class KeyedMultiset {
    /** SipHash, because the sums of a linear hash could be made to cancel out without its key. */
    private final SipHash hash = SipHash.withRandomKey();

    private final AtomicLongArray sums;

    KeyedMultiset(int buckets) {
        this.sums = new AtomicLongArray(buckets);
    }

    void add(int bucket, byte[] element) {
        sums.addAndGet(bucket, hash.of(element));
    }

    void remove(int bucket, byte[] element) {
        sums.addAndGet(bucket, -hash.of(element));
    }

    /** Returns the buckets whose elements were not added as often as they were taken away. */
    List<Integer> unequal() {
        var unequal = new ArrayList<Integer>();
        for (int bucket = 0; bucket < sums.length(); bucket++) {
            if (sums.get(bucket) != 0) {
                unequal.add(bucket);
            }
        }
        return unequal;
    }
}
