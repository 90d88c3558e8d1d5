package io.auditdb.plugin.httpapi;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.plugin.httpapi.ChunkWork.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What has become of the records of a bulk request so far. For one thread. */
final class BulkTally {
    private final int maxReported;
    private final boolean dryRun;
    private final Listing faults = new Listing();
    private final Listing remarks = new Listing();
    private final SortedSet<Long> fresh = new TreeSet<>();

    private long stored;
    private long spooled;
    private long duplicates;
    private String receipt;

    BulkTally(int maxReported, boolean dryRun) {
        this.maxReported = maxReported;
        this.dryRun = dryRun;
    }

    void add(List<Decoded> chunk, List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            Decoded record = chunk.get(i);
            if (outcomes.get(i).duplicate()) {
                duplicates++;
            } else {
                stored++;
                if (dryRun && fresh.size() < maxReported) {
                    fresh.add(record.record());
                }
            }
            if (!record.remarks().isEmpty()) {
                remarks.add(record.record(), record.remarks());
            }
            spooled += outcomes.get(i).spooled() ? 1 : 0;
            receipt = outcomes.get(i).spooled() ? receipt : outcomes.get(i).receipt();
        }
    }

    void addFaulty(long record, List<Fault> found) {
        faults.add(record, found);
    }

    boolean hasFaults() {
        return faults.records > 0;
    }

    /** Returns whether some of what was stored is not in the database yet. */
    boolean hasSpooled() {
        return spooled > 0;
    }

    boolean isEmpty() {
        return stored + duplicates + faults.records == 0;
    }

    /** Returns the numbers, the faults and the remarks as members of an answer. */
    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("stored", stored);
        members.put("spooled", spooled);
        members.put("duplicates", duplicates);
        members.put("faulty", faults.records);
        members.put("remarked", remarks.records);
        members.put("receipt", receipt);
        members.put("faults", faults.members());
        members.put("remarks", remarks.members());
        if (dryRun) {
            members.put("dryRun", true);
            members.put("new", List.copyOf(fresh));
        }
        return members;
    }

    @Override
    public String toString() {
        return stored + " events were stored, " + duplicates + " were there before, " + faults.records + " were faulty";
    }

    /** What is said of records: all of them counted, the first listed by number. */
    private final class Listing {
        /** By record, because chunks are answered for out of order. */
        private final SortedMap<Long, List<Map<String, String>>> listed = new TreeMap<>();

        private long records;
        private int problems;

        void add(long record, List<Fault> found) {
            records++;
            // a record is listed with all that is said of it, or not at all
            if (problems > 0 && problems + found.size() > maxReported) {
                problems = maxReported;
                return;
            }
            List<Map<String, String>> these = found.stream()
                    .limit(maxReported)
                    .map(fault -> Map.of("path", fault.path(), "problem", fault.problem()))
                    .toList();
            problems += these.size();
            listed.put(record, these);
        }

        List<Map<String, Object>> members() {
            return listed.entrySet().stream()
                    .map(one -> Map.<String, Object>of("record", one.getKey(), "problems", one.getValue()))
                    .toList();
        }
    }
}
