package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Something to change, and what that rests on.
 *
 * @param kind what is wrong, in words joined by hyphens, the same for all cases of it: {@code index-unused}
 * @param subject what it is about: a table, a setting, a statement
 * @param recommendation what to do
 * @param evidence what was measured
 * @param statements the exact SQL, or the lines of the configuration, that do it; empty where there is more than one way
 */
public record Advice(String kind, String subject, String recommendation, String evidence, List<String> statements) {
    private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*");

    /** Checks the kind, and copies the list. */
    public Advice {
        requireNonNull(subject, "subject is null");
        requireNonNull(recommendation, "recommendation is null");
        requireNonNull(evidence, "evidence is null");
        statements = List.copyOf(statements);
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException(kind + " is no kind of advice");
        }
    }
}
