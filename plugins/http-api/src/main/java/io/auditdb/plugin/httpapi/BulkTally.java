package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.Appended;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has become of the records of a bulk request so far. For one thread. */
final class BulkTally {
    private final int maxReportedFaults;
    /** By record, because chunks are answered for out of order. */
    private final SortedMap<Long, List<Map<String, String>>> reported = new TreeMap<>();

    private long stored;
    private long duplicates;
    private long faulty;
    private int problems;
    private String receipt;

    BulkTally(int maxReportedFaults) {
        this.maxReportedFaults = maxReportedFaults;
    }

    void add(List<Appended> appended) {
        for (Appended one : appended) {
            if (one.duplicate()) {
                duplicates++;
            } else {
                stored++;
            }
            receipt = one.receipt().toString();
        }
    }

    void addFaulty(long record, List<Fault> faults) {
        faulty++;
        if (problems >= maxReportedFaults) {
            return;
        }
        List<Map<String, String>> listed = faults.stream()
                .limit(maxReportedFaults - problems)
                .map(fault -> Map.of("path", fault.path(), "problem", fault.problem()))
                .toList();
        problems += listed.size();
        reported.put(record, listed);
    }

    boolean hasFaults() {
        return faulty > 0;
    }

    boolean isEmpty() {
        return stored + duplicates + faulty == 0;
    }

    /** Returns the numbers and the faults as members of an answer. */
    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("stored", stored);
        members.put("duplicates", duplicates);
        members.put("faulty", faulty);
        members.put("receipt", receipt);
        members.put(
                "faults",
                reported.entrySet().stream()
                        .map(fault -> Map.of("record", fault.getKey(), "problems", fault.getValue()))
                        .toList());
        return members;
    }

    @Override
    public String toString() {
        return stored + " events were stored, " + duplicates + " were there before, " + faulty + " were faulty";
    }
}
