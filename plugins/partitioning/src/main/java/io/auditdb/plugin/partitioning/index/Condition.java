package io.auditdb.plugin.partitioning.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rows an index holds: {@code COLUMN is not null}, {@code COLUMN = 'VALUE'}, {@code COLUMN in ('VALUE', …)}, or
 * {@code action in queried}.
 *
 * @param values the values; empty for all but null
 * @param isQueried whether the values are those that are asked for
 */
record Condition(String column, List<String> values, boolean isQueried) {
    private static final String VALUE = "'[^']+'";
    private static final Pattern FORM = Pattern.compile("(\\w+)\\s+(?:(is\\s+not\\s+null)|=\\s*(" + VALUE
            + ")|in\\s*\\(\\s*(" + VALUE + "(?:\\s*,\\s*" + VALUE + ")*)\\s*\\)|in\\s+(queried))");
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'::text");

    static Condition parse(String text, Set<String> columns) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "has a condition that is none of: C is not null, C = 'V', C in ('V', …), action in queried");
        }
        String column = form.group(1);
        if (!columns.contains(column)) {
            throw new IllegalArgumentException("has a condition on " + column + ", which is no column for one");
        }
        if (form.group(5) != null && !column.equals("action")) {
            throw new IllegalArgumentException("has queried values of " + column + ", which only action can have");
        }
        String values = form.group(3) != null ? form.group(3) : form.group(4);
        return new Condition(column, values == null ? List.of() : values(values), form.group(5) != null);
    }

    private static List<String> values(String text) {
        Matcher value = Pattern.compile("'([^']+)'").matcher(text);
        return value.results().map(it -> it.group(1)).toList();
    }

    /** Returns the condition in SQL; {@code types} are those that are queried. */
    String sql(List<String> types) {
        List<String> list = isQueried ? types : values;
        return list.isEmpty()
                ? column + " IS NOT NULL"
                : column + " IN ("
                        + String.join(
                                ", ",
                                list.stream().sorted().map(Condition::literal).toList()) + ")";
    }

    /** Returns whether an index of this predicate, in the words of the catalog, holds all rows of these types. */
    boolean covers(String predicate, List<String> types) {
        var held = new ArrayList<String>();
        if (predicate != null) {
            LITERAL.matcher(predicate)
                    .results()
                    .forEach(it -> held.add(it.group(1).replace("''", "'")));
        }
        return held.containsAll(types);
    }

    /** DDL takes no parameters. Backslashes mean nothing in such a literal. */
    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
