package io.auditdb.plugin.partitioning.index;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An index as the configuration declares it: {@code METHOD (COLUMN, …) [include (COLUMN, …)] [where CONDITION] on SCOPE
 * [when queried] [weekly|monthly|quarterly]}.
 *
 * @param name on the event table: {@code audit_event_} and the key of the setting
 * @param text as it was written
 * @param method {@code brin}, {@code btree} or {@code gin}; the latter for the words of {@code details} only
 * @param columns what it is searched by
 * @param included what it holds besides
 * @param condition which rows it holds; empty for all
 * @param scope which partitions have it
 * @param newest for {@link Scope#NEWEST}, how many
 * @param whenQueried whether only queries that ask for it are a reason to build it
 * @param cadence the shortest time between two rounds of upkeep
 */
record DeclaredIndex(
        String name,
        String text,
        String method,
        List<String> columns,
        List<String> included,
        Optional<Condition> condition,
        Scope scope,
        int newest,
        boolean whenQueried,
        Optional<Cadence> cadence) {
    static final String PREFIX = "audit_event_";
    static final String NONE = "none";

    private static final int MAX_NAME = 63;
    private static final int DIGEST = 8;

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,19}");
    private static final Pattern FORM = Pattern.compile("(brin|btree|gin)\\s*\\(([^()]+)\\)"
            + "(?:\\s+include\\s*\\(([^()]+)\\))?"
            + "(?:\\s+where\\s+(.+?))?"
            + "\\s+on\\s+(all|sealed|newest\\s+([1-9][0-9]{0,3}))"
            + "(\\s+when\\s+queried)?"
            + "(?:\\s+(weekly|monthly|quarterly))?");
    private static final Set<String> COLUMNS = Set.of(
            "tenant",
            "id",
            "occurred_at",
            "recorded_at",
            "action",
            "status",
            "principal_id",
            "principal_type",
            "subject_id",
            "subject_type",
            "target_type",
            "target_id",
            "purpose",
            "correlation_id",
            "session_id",
            "session_ip",
            "source",
            "classification",
            "retention_policy");
    private static final String DETAILS = "details";
    private static final String WORDS = "to_tsvector('simple'::regconfig, details)";

    /** Which partitions have an index. */
    enum Scope {
        /** All, and new ones from the start. */
        ALL,
        /** Those that are no longer written and not archived. */
        SEALED,
        /** The newest of these. */
        NEWEST
    }

    /** Returns what is wrong with a declaration. */
    static Optional<String> fault(String key, String text) {
        try {
            parse(key, text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(key + " " + e.getMessage());
        }
    }

    /** Reads a declaration; empty for {@link #NONE}. */
    static Optional<DeclaredIndex> parse(String key, String text) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("is no key: letters, digits and underscores, at most 20");
        }
        if (text.strip().equals(NONE)) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be none, or as in: btree (tenant, action, occurred_at)"
                    + " include (status) where action in queried on sealed when queried monthly");
        }
        String method = form.group(1);
        Scope scope = form.group(6) == null ? Scope.valueOf(form.group(5).toUpperCase(Locale.ROOT)) : Scope.NEWEST;
        var index = new DeclaredIndex(
                PREFIX + key,
                text.strip(),
                method,
                columns(form.group(2), method),
                form.group(3) == null ? List.of() : columns(form.group(3), method),
                Optional.ofNullable(form.group(4)).map(it -> Condition.parse(it, COLUMNS)),
                scope,
                scope == Scope.NEWEST ? Integer.parseInt(form.group(6)) : 0,
                form.group(7) != null,
                Optional.ofNullable(form.group(8)).map(it -> Cadence.valueOf(it.toUpperCase(Locale.ROOT))));
        index.check();
        return Optional.of(index);
    }

    private static List<String> columns(String text, String method) {
        List<String> columns =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        boolean words = method.equals("gin");
        for (String column : columns) {
            if (words ? !column.equals(DETAILS) : !COLUMNS.contains(column)) {
                throw new IllegalArgumentException(
                        column + (words ? " has no words; gin is for details" : " is no column that can be indexed"));
            }
        }
        return columns;
    }

    private void check() {
        if (!included.isEmpty() && !method.equals("btree")) {
            throw new IllegalArgumentException("includes columns, which only a btree can");
        }
        if (isQueried() && !(whenQueried && scope != Scope.ALL)) {
            throw new IllegalArgumentException(
                    "depends on what is queried, so it must be built when queried, and not on all partitions");
        }
        if (whenQueried && filters().isEmpty()) {
            throw new IllegalArgumentException("is built when queried, and has no column that queries filter by");
        }
    }

    /** Returns whether its condition depends on what is asked for. */
    boolean isQueried() {
        return condition.filter(Condition::isQueried).isPresent();
    }

    /** Returns the filters that a query must have to be served by it; none of one that only knows times. */
    List<String> filters() {
        return Stream.concat(columns.stream(), condition.map(Condition::column).stream())
                .map(QueryFilter::ofColumn)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Returns the definition in SQL, from its method on; {@code types} are those that are queried. */
    String sql(List<String> types) {
        var sql = new StringBuilder("USING ").append(method).append(" (");
        sql.append(String.join(
                ", ",
                columns.stream().map(it -> it.equals(DETAILS) ? WORDS : it).toList()));
        sql.append(')');
        if (!included.isEmpty()) {
            sql.append(" INCLUDE (").append(String.join(", ", included)).append(')');
        }
        condition.ifPresent(it -> sql.append(" WHERE ").append(it.sql(types)));
        return sql.toString();
    }

    /** Returns how the indexes of a partition that belong to this one begin; a definition's digest follows. */
    String prefixOn(String partition) {
        String ending = name.substring(PREFIX.length() - 1) + "_";
        int room = MAX_NAME - ending.length() - DIGEST;
        return (partition.length() <= room ? partition : partition.substring(0, room - DIGEST) + digest(partition))
                + ending;
    }

    /** Returns the name of the index of a partition: another one for another definition. */
    String nameOn(String partition, List<String> types) {
        return prefixOn(partition) + digest(partition + " " + sql(types));
    }

    /** Returns whether an index of a partition belongs to this one, if perhaps with another definition. */
    boolean owns(PartitionIndex index) {
        return owns(index.partition(), index.name(), index.parent());
    }

    boolean owns(String partition, String index, String parent) {
        if (parent != null) {
            return parent.equals(name);
        }
        String prefix = prefixOn(partition);
        return index.length() == prefix.length() + DIGEST && index.startsWith(prefix);
    }

    /** Returns whether one that it owns still does. */
    boolean fits(PartitionIndex index, List<String> types) {
        if (index.parent() != null) {
            return true;
        }
        return isQueried()
                ? index.method().equals(method)
                        && index.keys().equals(columns)
                        && index.included().equals(included)
                        && condition.orElseThrow().covers(index.predicate(), types)
                : index.name().equals(nameOn(index.partition(), types));
    }

    private static String digest(String text) {
        return "%08x".formatted(text.hashCode());
    }
}
