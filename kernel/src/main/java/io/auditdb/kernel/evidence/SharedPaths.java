package io.auditdb.kernel.evidence;

import io.auditdb.kernel.ledger.tree.TreeProof;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The inclusion proofs of many leaves, each only as far as an earlier one does not reach: a reader who has checked the
 * proof of a leaf knows the roots of the subtrees to its right, so the next leaf has to be led only to the root of the
 * one it is in. Leaves must come in rising order. Keeps one range a level; for one thread.
 */
final class SharedPaths {
    private final Deque<Range> known = new ArrayDeque<>();

    private record Range(long from, long to) {}

    SharedPaths(long size) {
        known.push(new Range(0, size));
    }

    /** Returns the siblings on the way from a leaf up to the nearest root that the reader knows. */
    List<byte[]> of(long index, TreeProof.Nodes nodes) {
        while (known.element().to <= index) {
            known.pop();
        }
        var tree = new TreeProof(nodes);
        var path = new ArrayList<byte[]>();
        Range subtree = known.pop();
        long from = subtree.from;
        long to = subtree.to;
        while (to - from > 1) {
            long middle = from + TreeProof.split(to - from);
            if (index < middle) {
                path.add(tree.range(middle, to));
                known.push(new Range(middle, to));
                to = middle;
            } else {
                path.add(tree.range(from, middle));
                from = middle;
            }
        }
        Collections.reverse(path);
        return path;
    }
}
