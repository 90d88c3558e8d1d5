package io.auditdb.cli;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.client.AuditDbClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Move old partitions to cold storage, verify them there, put them back.",
        description = {"", "Archived events stay in queries, proofs and verification. Needs the plugin archive."},
        footer = {
            "  audit-db archive run --before 2024-01-01 --dry-run",
            "  audit-db archive list",
            "  audit-db archive verify"
        })
final class ArchiveCommand implements Runnable {
    private final RootCommand root;

    ArchiveCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: run, list, verify or restore");
    }

    @Command(
            name = "run",
            header = "Archive the partitions before a time.",
            description = {
                "",
                "Each is written to a file, read back and compared row by row, and only then dropped. What was",
                "interrupted is gone on with."
            },
            footer = {"  audit-db archive run --before 2024-01-01 --dry-run"})
    int run(
            @Option(
                            names = "--before",
                            paramLabel = "TIME",
                            required = true,
                            description = "Where they end: " + Times.FORMS)
                    String before,
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        Instant time = time(before);
        try (AuditDbClient client = root.client()) {
            return new PartitionView(root, json).show(client.archives().run(time, dryRun), dryRun);
        }
    }

    private Instant time(String text) {
        try {
            return Times.instant(text, root.surroundings().clock());
        } catch (IllegalArgumentException e) {
            throw root.misuse("--before " + text + ": " + e.getMessage());
        }
    }

    @Command(
            name = "list",
            header = "Show all archives, oldest events first.",
            footer = {"  audit-db archive list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new ArchiveView(root, json).show(client.archives().list());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "verify",
            header = "Check archives against their manifests and the log.",
            description = {"", "A full verification of the log (audit-db verify) does this as well."},
            footer = {"  audit-db archive verify --json"})
    int verify(
            @Parameters(paramLabel = "ID", arity = "0..1", description = "The id of one (default: all).") UUID id,
            @Option(names = "--json", description = "Show the findings as JSON.") boolean json) {
        Map<UUID, List<Violation>> found = new LinkedHashMap<>();
        try (AuditDbClient client = root.client()) {
            List<UUID> ids = id != null
                    ? List.of(id)
                    : client.archives().list().stream()
                            .filter(archive -> archive.contents().isPresent())
                            .map(ArchiveInfo::id)
                            .toList();
            ids.forEach(each -> found.put(each, client.archives().verify(each)));
        }
        return new ArchiveView(root, json).show(found);
    }

    @Command(
            name = "restore",
            header = "Put the events of an archive back into the database.",
            footer = {"  audit-db archive restore 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"})
    int restore(
            @Parameters(paramLabel = "ID", description = "The id of the archive.") UUID id,
            @Option(names = "--json", description = "Show how many as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            long rows = client.archives().restore(id);
            if (json) {
                root.printJson(Views.object("id", id.toString(), "rows", rows));
            } else {
                root.print(Text.count(rows, "event") + " put back and compared.");
            }
        }
        return ExitCode.OK;
    }
}
