package io.auditdb.kernel.event;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.util.Arrays;

/**
 * The digests of an event, sorted as they come, so that their order tells nothing about which belongs to which field.
 * There are few and they are random: their first bytes decide, and inserting beats a general sort. For one thread.
 */
final class SortedDigests {
    private byte[][] digests = new byte[32][];
    private long[] starts = new long[32];
    private int count;

    void clear() {
        count = 0;
    }

    void add(byte[] digest) {
        if (count == digests.length) {
            digests = Arrays.copyOf(digests, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        long start = start(digest);
        int at = count++;
        for (; at > 0 && isAfter(at - 1, start, digest); at--) {
            digests[at] = digests[at - 1];
            starts[at] = starts[at - 1];
        }
        digests[at] = digest;
        starts[at] = start;
    }

    private boolean isAfter(int index, long start, byte[] digest) {
        return starts[index] != start ? starts[index] > start : Arrays.compareUnsigned(digests[index], digest) > 0;
    }

    /** Returns the first seven bytes as a number; what is shorter comes first. */
    private static long start(byte[] digest) {
        long start = 0;
        for (int i = 0; i < Long.BYTES - 1; i++) {
            start = start << 8 | (i < digest.length ? digest[i] & 0xff : 0);
        }
        return start;
    }

    /** Adds the elements of a JSON array. */
    void writeTo(ByteBuilder out) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write('"');
            out.write(digests[i]);
            out.write('"');
        }
    }
}
