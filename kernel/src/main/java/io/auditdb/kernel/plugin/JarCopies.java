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
        Path kept = kept(before.candidate());
        on(() -> {
            Files.createDirectories(kept.getParent());
            Files.copy(before.copy(), kept, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    /** Puts an installed jar aside; others stay, and an installed one goes before them. */
    void reject(Candidate bad) {
        if (bad.installed()) {
            Path rejected = installed.resolve("rejected");
            on(() -> {
                Files.createDirectories(rejected);
                Files.move(
                        bad.jar(),
                        rejected.resolve(bad.name() + "-" + bad.version() + PluginJar.SUFFIX),
                        StandardCopyOption.REPLACE_EXISTING);
            });
        }
    }

    /** Installs the kept version again. */
    void restore(Candidate before) {
        on(() -> {
            Path draft = Files.createTempFile(installed, ".back", ".tmp");
            Files.copy(kept(before), draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, installed.resolve(before.name() + PluginJar.SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private Path kept(Candidate candidate) {
        return installed.resolve("previous").resolve(candidate.name() + PluginJar.SUFFIX);
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
