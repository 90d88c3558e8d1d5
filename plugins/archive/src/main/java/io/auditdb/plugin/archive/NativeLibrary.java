package io.auditdb.plugin.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that DuckDB's driver unpacks its library into, 70 MB in the temporary directory. The driver removes it when the
 * process ends, unless that is killed. Where the system lists what is mapped (Linux), the file can go as soon as it is.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final String NAME = "libduckdb_java";

    private NativeLibrary() {}

    /** Removes the file of the library that this process has loaded. */
    static void removeFile() {
        if (!Files.isReadable(MAPPED)) {
            return;
        }
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            for (String file : mapped()) {
                Path path = Path.of(file);
                if (path.startsWith(directory) && path.getFileName().toString().startsWith(NAME)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            LOG.debug("DuckDB's library stays in the temporary directory until the process ends", e);
        }
    }

    private static Set<String> mapped() throws IOException {
        try (Stream<String> lines = Files.lines(MAPPED)) {
            return lines.filter(line -> line.contains("/" + NAME))
                    .map(line -> line.substring(line.indexOf('/')))
                    .collect(Collectors.toSet());
        }
    }
}
