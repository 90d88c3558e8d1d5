package io.auditdb.cli;

import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Take personal fields out of an event, for good.",
        description = {
            "",
            "Deletes value and salt and keeps the digest, so that every proof still verifies and the value can no longer"
                    + " be guessed. Nobody can undo it. Needs the right gdpr; recorded as ledger.redact in _system."
        },
        footer = {
            "  audit-db redact 70e5932e-9022-4b38-837e-ca10dad94eb7 --all-personal --reason 'request 4711' --dry-run",
            "  audit-db redact 70e5932e-9022-4b38-837e-ca10dad94eb7 --field subject.id --reason 'request 4711'",
            "  audit-db redact 70e5932e-9022-4b38-837e-ca10dad94eb7 --field details.note --reason error --json"
        })
final class RedactCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The event's id.")
    private UUID id;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "A personal field, such as subject.id or details.note; may be given again.")
    private List<String> fields = List.of();

    @Option(names = "--all-personal", description = "Every personal field that is still there.")
    private boolean all;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, for the record; it must not name the person.")
    private String reason;

    @Option(names = "--dry-run", description = "Only show what would go.")
    private boolean dryRun;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The event's organisation, where ids alone are not enough.")
    private String tenant;

    @Option(names = "--json", description = "Show the result as JSON.")
    private boolean json;

    private final RootCommand root;

    RedactCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (fields.isEmpty() != all) {
            throw root.misuse("Name what to take with --field, or else give --all-personal");
        }
        Redacted redacted;
        try (AuditDbClient client = root.client()) {
            redacted = client.redact(new RedactionOrder(tenant, id, Set.copyOf(fields), reason), dryRun);
        }
        if (json) {
            root.printJson(Views.of(redacted));
        } else {
            show(redacted);
        }
        return ExitCode.OK;
    }

    private void show(Redacted redacted) {
        String verb = dryRun ? "Would take " : "Took ";
        root.print(verb + Text.count(redacted.fields().size(), "field") + " out of " + Text.oneLine(redacted.tenant())
                + "/" + redacted.event() + ":");
        redacted.fields().stream().sorted().forEach(field -> root.print("  " + Text.oneLine(field)));
        root.print(Text.count(redacted.remaining().size(), "personal field")
                + (redacted.remaining().size() == 1 ? " stays." : " stay."));
        redacted.recordedAs().ifPresent(record -> root.print("Recorded as _system/" + record + "."));
    }
}
