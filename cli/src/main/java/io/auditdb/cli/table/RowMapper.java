package io.auditdb.cli.table;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of a row the event that the earlier system had made it from: column names become member names, times are
 * written as they were when they were hashed, and what it had put into {@code details} for want of a column comes out
 * again. Everything else is the business of the format {@code audit-log-rows}. Safe for use by many threads.
 */
final class RowMapper {
    static final String ID = "id";
    static final String NUMBER = "auditLogId";
    static final String TENANT = "importTenant";
    private static final String DETAILS = "details";
    private static final String ORGANIZATION = "organizationId";

    /** PostgreSQL's JSON of a time, in a session whose zone is UTC. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})(\\.\\d+)?(?:\\+00:00)?");

    private final Json json;
    private final RowIds ids;
    private final Map<String, String> tenants;
    private final Set<String> timeColumns;
    private final Set<String> reserved = new TreeSet<>(Set.of(ID, NUMBER, TENANT));

    /**
     * Maps the rows of one table.
     *
     * @param tenants the tenants of organisations that are to be stored under another name than their own
     * @param columns the table's columns
     * @param timeColumns those that hold a time
     */
    RowMapper(Json json, RowIds ids, Map<String, String> tenants, Set<String> columns, Set<String> timeColumns) {
        this.json = json;
        this.ids = ids;
        this.tenants = tenants;
        this.timeColumns = timeColumns;
        columns.forEach(column -> reserved.add(member(column)));
    }

    /** Returns the member of a record that a column becomes. */
    static String member(String column) {
        var name = new StringBuilder();
        for (int i = 0; i < column.length(); i++) {
            char c = column.charAt(i);
            boolean hump = c == '_' && i > 0 && i + 1 < column.length();
            name.append(hump ? Character.toUpperCase(column.charAt(++i)) : c);
        }
        return name.toString();
    }

    /** Maps a row as PostgreSQL writes it in JSON. */
    SourceRow map(long number, String row) {
        try {
            return map(number, (Map<?, ?>) json.read(row));
        } catch (AuditDbException e) {
            List<Fault> faults = e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults();
            return new SourceRow(number, json.write(Map.of(NUMBER, number, "row", row)), Set.of(), faults);
        }
    }

    private SourceRow map(long number, Map<?, ?> row) {
        var record = new LinkedHashMap<String, Object>();
        var filled = new TreeSet<String>();
        record.put(ID, ids.of(number).toString());
        record.put(NUMBER, number);
        row.forEach((name, value) -> {
            String column = (String) name;
            if (value != null) {
                filled.add(column);
                if (!column.equals(ID) && !column.equals(DETAILS)) {
                    record.put(member(column), timeColumns.contains(column) ? time(value) : value);
                }
            }
        });
        addDetails(record, row.get(DETAILS));
        if (record.get(ORGANIZATION) instanceof String organization && tenants.containsKey(organization)) {
            record.put(TENANT, tenants.get(organization));
        }
        return new SourceRow(number, json.write(record), filled, List.of());
    }

    /** A member that has the name of a column is not the event's, and stays in {@code details}. */
    private void addDetails(Map<String, Object> record, Object details) {
        if (!(details instanceof Map<?, ?> members)) {
            if (details != null) {
                record.put(DETAILS, details);
            }
            return;
        }
        var rest = new LinkedHashMap<String, Object>();
        members.forEach((name, value) -> (reserved.contains((String) name) ? rest : record).put((String) name, value));
        if (!rest.isEmpty()) {
            record.put(DETAILS, rest);
        }
    }

    /** At least milliseconds, as JavaScript writes them, and whatever the row has beyond. */
    private static Object time(Object value) {
        Matcher matcher = TIME.matcher(value.toString());
        if (!matcher.matches()) {
            return value;
        }
        var fraction = new StringBuilder(matcher.group(2) == null ? "." : matcher.group(2));
        while (fraction.length() < 4) {
            fraction.append('0');
        }
        return matcher.group(1) + fraction + "Z";
    }
}
