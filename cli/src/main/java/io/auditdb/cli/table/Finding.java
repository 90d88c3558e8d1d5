package io.auditdb.cli.table;

import io.auditdb.api.error.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is to be said of one row.
 *
 * @param row its number in the table
 * @param record the row as it was sent, as JSON; null where it is stored all the same
 */
public record Finding(long row, Kind kind, List<Fault> problems, String record) {
    /** What it means for the row. */
    public enum Kind {
        /** The platform does not take it. */
        REFUSED,
        /** What is stored under its id is not what the row says now. */
        CHANGED,
        /** It is not stored, and should be. */
        MISSING,
        /** It is stored, and this should be known of it. */
        REMARK
    }

    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("row", row);
        members.put("kind", kind.name().toLowerCase(Locale.ROOT));
        members.put(
                "problems",
                problems.stream()
                        .map(fault -> Map.of("path", fault.path(), "problem", fault.problem()))
                        .toList());
        if (record != null) {
            members.put("record", record);
        }
        return members;
    }
}
