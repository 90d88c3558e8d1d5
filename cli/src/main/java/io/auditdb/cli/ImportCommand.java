package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.BulkResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Append the events of files and folders.",
        description = {
            "",
            "Good records are stored, faulty ones listed; then the exit code is 1. Importing a file again stores nothing"
                    + " twice where its records have ids. Of folders, files that end in .json, .ndjson, .jsonl, .gz,"
                    + " .log, .xml or .csv are taken, subfolders included."
        },
        footer = {
            "  audit-db import AWSLogs/ --format cloudtrail",
            "  audit-db import events.ndjson --tenant clinic",
            "  audit-db import archive/*.json.gz --format cloudtrail --tenant production"
        })
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
    private List<Path> paths;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "The format: json, ndjson, or what plugins add: fhir, atna, ocsf, cloudevents, cef, cloudtrail, audit-log"
                            + " (default: by the file's name).")
    private String format;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "The organisation of events that name none.")
    private String tenant;

    @Option(
            names = "--max-faults",
            paramLabel = "NUMBER",
            description = "How many faulty records to list (default: ${DEFAULT-VALUE}).")
    private int maxFaults = 100;

    @Option(names = "--json", description = "Show the totals as JSON.")
    private boolean json;

    private final RootCommand root;
    private long stored;
    private long spooled;
    private long duplicates;
    private long faulty;
    private long refusedFiles;
    private long listed;
    private long bytesRead;

    ImportCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        var found = new ImportFiles(paths);
        if (found.skipped() > 0) {
            root.tell("Skipped " + Text.count(found.skipped(), "file") + " that "
                    + (found.skipped() == 1 ? "does" : "do") + " not look like records.");
        }
        // before anything is sent
        found.files().forEach(this::format);
        try (AuditDbClient client = root.client();
                var progress = new Progress(root.surroundings(), "Importing")) {
            int number = 0;
            for (Path file : found.files()) {
                String place = ++number + "/" + found.files().size() + " files, " + stored + " stored";
                add(client, file, place, progress, found.bytes());
            }
        } catch (AuditDbException e) {
            summary(found.files().size());
            throw e;
        }
        summary(found.files().size());
        return faulty == 0 && refusedFiles == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void add(AuditDbClient client, Path file, String place, Progress progress, long total) throws IOException {
        try (InputStream in = new CountingInput(Files.newInputStream(file), read -> {
            bytesRead += read;
            progress.at(bytesRead, total, place);
        })) {
            count(file, client.appendAll(in, format(file), tenant), progress);
        } catch (AuditDbException e) {
            if (!concernsOneFile(e)) {
                throw e;
            }
            refusedFiles++;
            progress.close();
            root.tell(file + ": " + ErrorReport.message(e));
            list(file.toString(), e.faults());
        }
    }

    /** What is wrong with one file is no reason to leave out the others; who may not append one may append none. */
    private static boolean concernsOneFile(AuditDbException e) {
        return e.code().kind() == ErrorKind.CALLER
                && e.code() != StandardErrorCode.UNAUTHENTICATED
                && e.code() != StandardErrorCode.FORBIDDEN
                && e.code() != StandardErrorCode.UNSUPPORTED_FORMAT;
    }

    private void count(Path file, BulkResult result, Progress progress) {
        stored += result.stored();
        spooled += result.spooled();
        duplicates += result.duplicates();
        faulty += result.faulty();
        if (result.faulty() > 0) {
            progress.close();
        }
        for (BulkResult.FaultyRecord record : result.faults()) {
            list(file + ": record " + record.record(), record.problems());
        }
    }

    private void list(String place, List<Fault> faults) {
        if (listed++ < maxFaults) {
            faults.forEach(fault -> root.tell(place + ": " + Text.oneLine(fault.toString())));
        }
    }

    private String format(Path file) {
        if (format != null) {
            return format;
        }
        String extension = ImportFiles.extension(file);
        return switch (extension) {
            case "json" -> "json";
            case "ndjson", "jsonl" -> "ndjson";
            default -> throw root.misuse(file + ": its name does not tell the format; use --format");
        };
    }

    private void summary(int files) {
        if (listed > maxFaults) {
            root.tell("and " + (listed - maxFaults) + " more (--max-faults)");
        }
        if (json) {
            root.printJson(Views.object(
                    "files", files,
                    "refusedFiles", refusedFiles,
                    "stored", stored,
                    "spooled", spooled,
                    "duplicates", duplicates,
                    "faulty", faulty));
            return;
        }
        root.print(stored + " stored" + (spooled == 0 ? "" : " (" + spooled + " of them spooled)") + ", "
                + Text.count(duplicates, "duplicate") + ", " + faulty + " faulty in "
                + Text.count(files, "file")
                + (refusedFiles == 0 ? "" : ", " + Text.count(refusedFiles, "file") + " refused"));
    }
}
