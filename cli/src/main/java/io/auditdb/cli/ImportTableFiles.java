package io.auditdb.cli;

import io.auditdb.cli.table.TableImport.Mode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where an import keeps how far it has come and what it found: in {@code var/import}, for the owner only. */
final class ImportTableFiles {
    private final Path directory;
    private final String name;

    ImportTableFiles(Path var, String name) throws IOException {
        this.directory = PrivateFiles.directory(var.resolve("import"));
        this.name = URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    Path state() {
        return directory.resolve(name + ".json");
    }

    /** Returns the report of an import, or of a look at one; makes it when it is not there. */
    Path report(Mode mode) throws IOException {
        String kind = mode == Mode.IMPORT
                ? ""
                : "." + mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Path report = directory.resolve(name + kind + ".report.ndjson");
        try {
            PrivateFiles.create(report);
        } catch (FileAlreadyExistsException e) {
            // of an earlier run, which this one continues or replaces
        }
        return report;
    }

    /** Forgets how far the import has come. */
    void forget() throws IOException {
        Files.deleteIfExists(state());
    }
}
