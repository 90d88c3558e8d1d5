package io.auditdb.cli;

import io.auditdb.api.error.Fault;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Look after input that could not become events.",
        description = {
            "",
            "Senders that cannot be told so, such as those of syslog, have what cannot be read of theirs kept here until"
                    + " somebody decides: read again, or deleted. Both are on record."
        },
        footer = {
            "  audit-db quarantine list",
            "  audit-db quarantine show 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11",
            "  audit-db quarantine release 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11",
            "  audit-db quarantine discard 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11 --reason 'test of the sender'"
        })
final class QuarantineCommand implements Runnable {
    private final RootCommand root;

    QuarantineCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list, show, release or discard");
    }

    @Command(
            name = "list",
            header = "Show what is kept, oldest first.",
            description = {"", "Exit code 1 when anything is."},
            footer = {"  audit-db quarantine list --limit 10 --json"})
    int list(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--json", description = "Show them as JSON.") boolean json) {
        List<QuarantinedInput> inputs;
        try (AuditDbClient client = root.client()) {
            inputs = client.quarantine().list(limit);
        }
        if (json) {
            root.printJson(Map.of(
                    "inputs", inputs.stream().map(QuarantineCommand::view).toList()));
        } else {
            var table =
                    new Table(root.surroundings().out(), "ID", "RECEIVED", "TENANT", "FORMAT", "ORIGIN", "SIZE", "WHY");
            inputs.forEach(it -> table.row(
                    it.id().toString(),
                    it.receivedAt().toString(),
                    it.tenant(),
                    it.format(),
                    it.origin(),
                    Text.bytes(it.bytes()),
                    Text.oneLine(why(it))));
            table.flush();
        }
        return inputs.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String why(QuarantinedInput input) {
        return input.faults().stream().map(Fault::toString).collect(Collectors.joining("; "));
    }

    @Command(
            name = "show",
            header = "Show one with its content, which may be personal.",
            description = {"", "That it was looked at is on record."},
            footer = {"  audit-db quarantine show 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"})
    int show(
            @Parameters(paramLabel = "ID", description = "Which, as list shows it.") UUID id,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        QuarantinedInput input;
        try (AuditDbClient client = root.client()) {
            input = client.quarantine().find(id);
        }
        if (json) {
            root.printJson(view(input));
            return ExitCode.OK;
        }
        root.print("received  " + input.receivedAt());
        root.print("tenant    " + input.tenant());
        root.print("format    " + input.format());
        root.print("origin    " + input.origin());
        input.faults().forEach(it -> root.print("fault     " + Text.oneLine(it.toString())));
        root.print("");
        root.print(shown(input.content().orElse("")));
        return ExitCode.OK;
    }

    /** Anybody may have written it, so nothing of it is to move the cursor. */
    private static String shown(String content) {
        var shown = new StringBuilder();
        content.codePoints()
                .map(it -> it == '\n' || it == '\t' || !Character.isISOControl(it) ? it : 0xFFFD)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    @Command(
            name = "release",
            header = "Read one again and store its events.",
            description = {
                "",
                "Such as after a setting was mended. While it cannot be read it stays, and the faults are shown."
            },
            footer = {"  audit-db quarantine release 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"})
    int release(
            @Parameters(paramLabel = "ID", description = "Which, as list shows it.") UUID id,
            @Option(names = "--json", description = "Show the ids of the events as JSON.") boolean json) {
        List<UUID> events;
        try (AuditDbClient client = root.client()) {
            events = client.quarantine().release(id);
        }
        if (json) {
            root.printJson(Map.of("events", events.stream().map(UUID::toString).toList()));
        } else {
            root.print("Stored " + Text.count(events.size(), "event") + "; " + id + " is no longer kept.");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "discard",
            header = "Delete one for good.",
            footer = {"  audit-db quarantine discard 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11 --reason 'test of the sender'"
            })
    int discard(
            @Parameters(paramLabel = "ID", description = "Which, as list shows it.") UUID id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why, for the record; it must not name a person.")
                    String reason) {
        try (AuditDbClient client = root.client()) {
            client.quarantine().discard(id, reason);
        }
        root.print(id + " is discarded, and on record with its SHA-256.");
        return ExitCode.OK;
    }

    private static Map<String, Object> view(QuarantinedInput input) {
        return Views.object(
                "id", input.id().toString(),
                "receivedAt", input.receivedAt().toString(),
                "tenant", input.tenant(),
                "format", input.format(),
                "origin", input.origin(),
                "bytes", input.bytes(),
                "content", input.content().orElse(null),
                "faults",
                        input.faults().stream()
                                .map(it -> Views.object("path", it.path(), "problem", it.problem()))
                                .toList());
    }
}
