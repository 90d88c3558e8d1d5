package io.auditdb.kernel.event;

import static java.util.Objects.requireNonNull;

/** A pattern of actions, in which {@code *} stands for any characters. Takes time in proportion to both. Immutable. */
public final class ActionPattern {
    private final String pattern;

    /** Reads a pattern; any text is one. */
    public ActionPattern(String pattern) {
        this.pattern = requireNonNull(pattern, "pattern is null");
    }

    /** Returns whether the whole of an action is as the pattern says. */
    public boolean matches(String action) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return action.equals(pattern);
        }
        if (!action.startsWith(pattern.substring(0, star))) {
            return false;
        }
        int place = star;
        int from = star + 1;
        for (int next = pattern.indexOf('*', from); next >= 0; next = pattern.indexOf('*', from)) {
            String part = pattern.substring(from, next);
            int found = action.indexOf(part, place); // the first is as good as any that comes later
            if (found < 0) {
                return false;
            }
            place = found + part.length();
            from = next + 1;
        }
        String last = pattern.substring(from);
        return action.length() - last.length() >= place && action.endsWith(last);
    }
}
