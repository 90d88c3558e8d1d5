package io.auditdb.kernel.ledger.verification;

import io.auditdb.kernel.ledger.tree.Hashes;
import java.util.Iterator;
import java.util.List;

/** The way from a leaf up to a root (RFC 9162, 2.1.3.2). Keeps no state. */
final class InclusionPath {
    private InclusionPath() {}

    /** Returns the root that a leaf hash and its siblings lead to; no root at all when there are too few or too many. */
    static byte[] root(byte[] leaf, long index, long size, List<byte[]> siblings) {
        var hashes = new Hashes();
        Iterator<byte[]> next = siblings.iterator();
        byte[] hash = leaf;
        long last = size - 1;
        for (long place = index; last > 0; last >>>= 1, place >>>= 1) {
            boolean right = (place & 1) == 1;
            if (!right && place == last) {
                continue; // nothing stands to the right of it, so it goes up alone
            }
            if (!next.hasNext()) {
                return new byte[0];
            }
            hash = right ? hashes.node(next.next(), hash) : hashes.node(hash, next.next());
        }
        return next.hasNext() ? new byte[0] : hash;
    }
}
