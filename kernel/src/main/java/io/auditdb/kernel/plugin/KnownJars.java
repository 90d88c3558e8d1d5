package io.auditdb.kernel.plugin;

import io.auditdb.kernel.plugin.jar.TrustedSigners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What jars say about themselves, read again only when a file is another one. Safe for use by many threads. */
final class KnownJars {
    private final Path distribution;
    private final Optional<TrustedSigners> signers;
    private final Map<Path, Known> known = new HashMap<>();

    KnownJars(Path distribution, Optional<TrustedSigners> signers) {
        this.distribution = distribution;
        this.signers = signers;
    }

    /** What tells that a file has changed; the key is null where the file system has none. */
    private record Identity(FileTime modified, long size, Object key) {
        static Identity of(Path jar) throws IOException {
            var attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            return new Identity(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    private record Known(Identity identity, Candidate candidate) {}

    /** What comes with the platform needs no signature: it is what would check that of others. */
    private PluginJar jar(Path jar, boolean installed) {
        return new PluginJar(jar, installed, isDistributed(jar) ? Optional.empty() : signers);
    }

    /** Whether it came with the platform. */
    boolean isDistributed(Path jar) {
        return distribution.equals(jar.getParent());
    }

    /** Returns what a jar is; {@code installed} is whether an operator put it there. */
    synchronized Candidate candidate(Path jar, boolean installed) {
        try {
            Identity identity = Identity.of(jar);
            Known before = known.get(jar);
            if (before != null && before.identity().equals(identity)) {
                return before.candidate();
            }
            Candidate candidate = jar(jar, installed).candidate();
            if (candidate.isUsable()) { // what cannot be read may be by and by, without another byte
                known.put(jar, new Known(identity, candidate));
            }
            return candidate;
        } catch (IOException e) { // gone meanwhile, which the jar says better
            return jar(jar, installed).candidate();
        }
    }

    /** Forgets those that are not there any more. */
    synchronized void keep(Set<Path> jars) {
        known.keySet().retainAll(jars);
    }
}
