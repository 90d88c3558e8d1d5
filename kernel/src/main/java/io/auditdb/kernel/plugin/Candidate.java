package io.auditdb.kernel.plugin;

import io.auditdb.kernel.plugin.jar.PluginUses;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A plugin that could be loaded.
 *
 * @param origin the jar or class, for messages
 * @param jar the jar; null on the class path
 * @param installed whether an operator put it there, as against the distribution
 * @param problem why it cannot be used, or null
 * @param notice what an operator should know although it can be used, or null
 * @param uses what its manifest says that it uses; empty when it says nothing
 */
record Candidate(
        String name,
        String version,
        String origin,
        Path jar,
        boolean installed,
        Instant modified,
        String problem,
        String notice,
        Optional<PluginUses> uses) {
    static final String UNKNOWN_VERSION = "unknown";

    boolean isUsable() {
        return problem == null;
    }

    /** Whether this is the very same file. */
    boolean isSameJar(Candidate other) {
        return version.equals(other.version) && modified.equals(other.modified) && origin.equals(other.origin);
    }

    Candidate withNotice(String text) {
        return new Candidate(name, version, origin, jar, installed, modified, problem, text, uses);
    }
}
