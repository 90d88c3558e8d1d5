package io.auditdb.cli.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of rows.
 *
 * @param rows how many were read
 * @param stored how many are events now that were none before, or would be in a dry run
 * @param duplicates how many were stored before
 * @param refused how many the platform did not take
 * @param changed how many are other rows now than when they were stored
 * @param remarked of how many it has something to say, such as that a hash does not match
 */
public record Counts(long rows, long stored, long duplicates, long refused, long changed, long remarked) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    Counts plus(Counts more) {
        return new Counts(
                rows + more.rows,
                stored + more.stored,
                duplicates + more.duplicates,
                refused + more.refused,
                changed + more.changed,
                remarked + more.remarked);
    }

    static Counts of(Map<?, ?> json) {
        return new Counts(
                (Long) json.get("rows"),
                (Long) json.get("stored"),
                (Long) json.get("duplicates"),
                (Long) json.get("refused"),
                (Long) json.get("changed"),
                (Long) json.get("remarked"));
    }

    /** Returns them as members, by their names. */
    public Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("rows", rows);
        members.put("stored", stored);
        members.put("duplicates", duplicates);
        members.put("refused", refused);
        members.put("changed", changed);
        members.put("remarked", remarked);
        return members;
    }
}
