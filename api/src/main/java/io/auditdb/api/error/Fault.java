package io.auditdb.api.error;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong, and where.
 *
 * @param path a JSON pointer (RFC 6901) into the request, a configuration key or a parameter name; empty for the whole
 * @param problem what is wrong there, in words that need no context and hold no personal data
 */
public record Fault(String path, String problem) {
    /** Checks that both parts are there. */
    public Fault {
        requireNonNull(path, "path is null");
        requireNonNull(problem, "problem is null");
    }

    /** Returns the same fault one level further down, below {@code parent}, itself a JSON pointer. */
    public Fault below(String parent) {
        return new Fault(parent + path, problem);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? problem : path + ": " + problem;
    }
}
