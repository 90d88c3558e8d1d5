package io.auditdb.kernel.verifier;

import io.auditdb.kernel.verifier.EvidenceReport.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a check has found so far: all counted, the first ones kept. For one thread. */
final class Findings {
    private final int maxKept;
    private final List<Finding> kept = new ArrayList<>();
    private final Map<String, Object> shown = new LinkedHashMap<>();
    private long count;
    private long events;
    private long proven;
    private long unsealed;

    Findings(int maxKept) {
        this.maxKept = maxKept;
    }

    void add(long line, String event, String problem) {
        count++;
        if (kept.size() < maxKept) {
            kept.add(new Finding(line, event, problem));
        }
    }

    /** Counts an event, with everything that is wrong with it. */
    void event(long line, String id, List<String> problems) {
        events++;
        if (problems.isEmpty()) {
            proven++;
        } else {
            add(line, id, String.join("; ", problems));
        }
    }

    void unsealed() {
        unsealed++;
    }

    void show(Map<String, Object> fields) {
        shown.putAll(fields);
    }

    long events() {
        return events;
    }

    long unsealedCount() {
        return unsealed;
    }

    EvidenceReport report(String format, SignedCheckpoint checkpoint) {
        return new EvidenceReport(
                format, Optional.ofNullable(checkpoint), events, proven, unsealed, shown, count, kept);
    }
}
