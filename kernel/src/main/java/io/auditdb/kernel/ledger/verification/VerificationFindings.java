package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What a verification has found so far: all counted, the first ones kept. Safe for use by many threads. */
final class VerificationFindings {
    private final int maxKept;
    private final List<Violation> kept = new ArrayList<>();
    private final Set<UUID> named = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private long count;
    private long firstLeaf = Long.MAX_VALUE;

    VerificationFindings(int maxKept) {
        this.maxKept = maxKept;
    }

    /** Adds a violation that concerns the log from this leaf on. */
    synchronized void add(long leaf, Violation violation) {
        count++;
        firstLeaf = Math.min(firstLeaf, Math.max(0, leaf));
        if (room() > 0) {
            kept.add(violation);
            violation.event().ifPresent(named::add);
        }
    }

    /** Adds a violation that concerns no single event. */
    void add(long leaf, Violation.Kind kind, String description) {
        add(leaf, new Violation(kind, null, null, description));
    }

    /** Adds what is no violation, and worth knowing all the same. */
    synchronized void remark(String remark) {
        remarks.add(remark);
    }

    /** Returns how many more will be kept. */
    synchronized int room() {
        return maxKept - kept.size();
    }

    /** Returns whether a violation of this event is among those kept. */
    synchronized boolean names(UUID event) {
        return named.contains(event);
    }

    /** Returns the leaf from which on the log is not what it was; beyond every leaf when all is well. */
    synchronized long firstLeaf() {
        return firstLeaf;
    }

    synchronized long count() {
        return count;
    }

    synchronized List<Violation> violations() {
        return List.copyOf(kept);
    }

    synchronized List<String> remarks() {
        return List.copyOf(remarks);
    }
}
