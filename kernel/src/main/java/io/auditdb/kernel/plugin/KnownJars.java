package io.auditdb.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What jars say about themselves, read again only when a file is another one. Safe for use by many threads. */
final class KnownJars {
    private final Map<Path, Known> known = new HashMap<>();

    /** What tells that a file has changed; the key is null where the file system has none. */
    private record Identity(FileTime modified, long size, Object key) {
        static Identity of(Path jar) throws IOException {
            var attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            return new Identity(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    private record Known(Identity identity, Candidate candidate) {}

    /** Returns what a jar is; {@code installed} is whether an operator put it there. */
    synchronized Candidate candidate(Path jar, boolean installed) {
        try {
            Identity identity = Identity.of(jar);
            Known before = known.get(jar);
            if (before != null && before.identity().equals(identity)) {
                return before.candidate();
            }
            Candidate candidate = new PluginJar(jar, installed).candidate();
            if (candidate.isUsable()) { // what cannot be read may be by and by, without another byte
                known.put(jar, new Known(identity, candidate));
            }
            return candidate;
        } catch (IOException e) { // gone meanwhile, which the jar says better
            return new PluginJar(jar, installed).candidate();
        }
    }

    /** Forgets those that are not there any more. */
    synchronized void keep(Set<Path> jars) {
        known.keySet().retainAll(jars);
    }
}
