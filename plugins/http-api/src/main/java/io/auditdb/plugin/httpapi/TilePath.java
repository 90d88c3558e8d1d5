package io.auditdb.plugin.httpapi;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tile a path names (C2SP tlog-tiles): the index in groups of three digits, all but the last behind an x, then
 * {@code .p/} and the width if the tile is not full. Only the one way to write an index is accepted.
 */
record TilePath(long index, int width) {
    static final int FULL = 256;

    private static final Pattern FORMAT = Pattern.compile("((?:x\\d{3}/){0,5})(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

    /** Returns what the path names; empty when it names nothing. */
    static Optional<TilePath> parse(String path) {
        Matcher matcher = FORMAT.matcher(path);
        if (!matcher.matches() || matcher.group(1).startsWith("x000")) {
            return Optional.empty();
        }
        String digits = matcher.group(1).replace("x", "").replace("/", "") + matcher.group(2);
        int width = matcher.group(3) == null ? FULL : Integer.parseInt(matcher.group(3));
        boolean partial = matcher.group(3) != null;
        return partial && width >= FULL ? Optional.empty() : Optional.of(new TilePath(Long.parseLong(digits), width));
    }
}
