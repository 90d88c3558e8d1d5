package io.auditdb.kernel.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies of jars: of each that runs one of its own, so that whoever replaces a jar on disk does not pull the classes from under
 * those who run; of each plugin the version before, to come back to; and what turned bad.
 */
final class JarCopies {
    private final Path running;
    private final Path installed;
    private final AtomicLong number = new AtomicLong();

    JarCopies(Path running, Path installed) {
        this.running = running;
        this.installed = installed;
    }

    /** Makes a copy to run from. */
    Path of(Candidate candidate) {
        try {
            long next = number.incrementAndGet();
            if (next == 1 && Files.isDirectory(running)) {
                clean();
            }
            Files.createDirectories(running);
            return Files.copy(
                    candidate.jar(),
                    running.resolve(candidate.name() + "-" + next + PluginJar.SUFFIX),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw PluginSource.failed(candidate, "cannot be read: " + e, e);
        }
    }

    /** What a process left behind that was killed. */
    private void clean() throws IOException {
        try (var left = Files.newDirectoryStream(running)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    void drop(Path copy) {
        on(() -> Files.deleteIfExists(copy));
    }

    void keep(LoadedPlugin before) {
        Path kept = kept(before.name());
        on(() -> {
            Files.createDirectories(kept.getParent());
            Files.copy(before.copy(), kept, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    void forget(String name) {
        on(() -> Files.deleteIfExists(kept(name)));
    }

    Path kept(String name) {
        return installed.resolve("previous").resolve(name + PluginJar.SUFFIX);
    }

    /** Whether this was kept here: it ran before, and nobody but the platform writes there. */
    boolean isKept(Path jar) {
        return installed.resolve("previous").equals(jar.getParent());
    }

    /** Puts an installed jar aside; returns what undoes that. */
    Runnable reject(Candidate bad) {
        Path rejected = installed.resolve("rejected").resolve(bad.name() + "-" + bad.version() + PluginJar.SUFFIX);
        on(() -> {
            Files.createDirectories(rejected.getParent());
            Files.move(bad.jar(), rejected, StandardCopyOption.REPLACE_EXISTING);
        });
        return () -> on(() -> Files.move(rejected, bad.jar()));
    }

    /** Installs the kept version again. */
    void restore(String name) {
        on(() -> {
            Files.createDirectories(installed);
            Path draft = Files.createTempFile(installed, ".back", ".tmp");
            Files.copy(kept(name), draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, installed.resolve(name + PluginJar.SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private interface FileWork {
        void run() throws IOException;
    }

    private static void on(FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
