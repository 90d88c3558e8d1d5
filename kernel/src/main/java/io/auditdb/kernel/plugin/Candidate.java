package io.auditdb.kernel.plugin;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A plugin that could be loaded.
 *
 * @param origin the jar or class, for messages
 * @param jar the jar; null on the class path
 * @param installed whether an operator put it there, as against the distribution
 * @param problem why it cannot be used, or null
 */
record Candidate(
        String name, String version, String origin, Path jar, boolean installed, Instant modified, String problem) {
    static final String UNKNOWN_VERSION = "unknown";

    boolean isUsable() {
        return problem == null;
    }
}
