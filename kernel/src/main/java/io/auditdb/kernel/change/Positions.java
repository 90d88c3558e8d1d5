package io.auditdb.kernel.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The positions of the past, so that answers which another instance found out have one here. When there are too many, every
 * second of the older half goes. Safe for use by many threads.
 */
final class Positions {
    private static final int MOST = 4096;

    private final List<Position> all = new ArrayList<>();

    /** Forgets the others, and begins with one. */
    synchronized void restart(Position first) {
        all.clear();
        all.add(first);
    }

    /** Adds one that sees more than all before. */
    synchronized void add(Position next) {
        if (all.size() == MOST) {
            List<Position> kept = new ArrayList<>();
            for (int i = 0; i < MOST; i++) {
                if (i >= MOST / 2 || i % 2 == 0) {
                    kept.add(all.get(i));
                }
            }
            all.clear();
            all.addAll(kept);
        }
        all.add(next);
    }

    /** Returns the newest that sees nothing but what a snapshot sees; empty when even the oldest sees more. */
    synchronized Optional<Position> before(Snapshot snapshot) {
        int low = 0;
        int high = all.size();
        while (low < high) { // what one sees, all later ones see
            int middle = (low + high) >>> 1;
            if (snapshot.seesAllOf(all.get(middle).snapshot())) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(all.get(low - 1));
    }

    /** Returns the newest that lies below what was replayed of the write-ahead log; empty when even the oldest does not. */
    synchronized Optional<Position> replayed(long log) {
        for (int i = all.size() - 1; i >= 0; i--) { // what replicas have replayed is among the last
            if (all.get(i).log() <= log) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /** Returns the newest that is at least so old; empty when none is. */
    synchronized Optional<Position> notAfter(long time) {
        return all.stream().filter(it -> it.time() <= time).reduce((one, later) -> later);
    }
}
