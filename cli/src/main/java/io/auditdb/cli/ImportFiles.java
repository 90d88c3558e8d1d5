package io.auditdb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files that paths stand for: a file itself, of a folder those below it that look like records, sorted. */
final class ImportFiles {
    private static final Set<String> EXTENSIONS = Set.of("json", "ndjson", "jsonl", "gz", "log", "xml", "csv");

    private final List<Path> files = new ArrayList<>();
    private int skipped;
    private long bytes;

    ImportFiles(List<Path> paths) throws IOException {
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                addFolder(path);
            } else if (Files.exists(path)) {
                add(path);
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
    }

    List<Path> files() {
        return files;
    }

    /** Returns how many files of folders were left out: licences, notes and the like. */
    int skipped() {
        return skipped;
    }

    /** Returns the size of all files together. */
    long bytes() {
        return bytes;
    }

    private void addFolder(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) below.filter(Files::isRegularFile).sorted()::iterator) {
                if (EXTENSIONS.contains(extension(file))) {
                    add(file);
                } else {
                    skipped++;
                }
            }
        }
    }

    private void add(Path file) throws IOException {
        files.add(file);
        bytes += Files.size(file);
    }

    /** Returns what follows the last dot of the name, in lower case; empty when there is none. */
    static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
