package io.auditdb.kernel.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with parameters: {@code {name}} takes one segment that is not empty, a last {@code {name*}} takes all that
 * follow. Orders by how specific it is, segment by segment: a literal before a parameter before a rest.
 */
final class PathTemplate implements Comparable<PathTemplate> {
    private enum Kind {
        LITERAL,
        PARAMETER,
        REST
    }

    private record Part(Kind kind, String text) {}

    private final String text;
    private final List<Part> parts;

    PathTemplate(String text) {
        this.text = text;
        this.parts = Arrays.stream(text.substring(1).split("/", -1))
                .map(PathTemplate::part)
                .toList();
        var names = new HashSet<String>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.kind() == Kind.REST && i < parts.size() - 1) {
                throw new IllegalArgumentException("only the last segment can take all that follow: " + text);
            }
            if (part.kind() != Kind.LITERAL && !names.add(part.text())) {
                throw new IllegalArgumentException("a parameter occurs twice: " + text);
            }
        }
    }

    private static Part part(String segment) {
        if (!segment.startsWith("{") || !segment.endsWith("}")) {
            return new Part(Kind.LITERAL, segment);
        }
        boolean rest = segment.endsWith("*}");
        return new Part(rest ? Kind.REST : Kind.PARAMETER, segment.substring(1, segment.length() - (rest ? 2 : 1)));
    }

    /** Returns what the parameters stand for in this path; empty when the path is another. */
    Optional<Map<String, String>> match(List<String> segments) {
        boolean rest = parts.get(parts.size() - 1).kind() == Kind.REST;
        if (rest ? segments.size() < parts.size() : segments.size() != parts.size()) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String segment = segments.get(i);
            switch (part.kind()) {
                case LITERAL -> {
                    if (!part.text().equals(segment)) {
                        return Optional.empty();
                    }
                }
                case PARAMETER -> {
                    if (segment.isEmpty()) {
                        return Optional.empty();
                    }
                    parameters.put(part.text(), segment);
                }
                case REST -> parameters.put(part.text(), String.join("/", segments.subList(i, segments.size())));
            }
        }
        return Optional.of(parameters);
    }

    /** Compares so that equals means: matches the same paths. */
    @Override
    public int compareTo(PathTemplate other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            Part mine = parts.get(i);
            Part theirs = other.parts.get(i);
            int order = mine.kind().compareTo(theirs.kind());
            if (order == 0 && mine.kind() == Kind.LITERAL) {
                order = mine.text().compareTo(theirs.text());
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathTemplate that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return parts.stream()
                .map(part -> part.kind() == Kind.LITERAL ? part.text() : part.kind())
                .toList()
                .hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
