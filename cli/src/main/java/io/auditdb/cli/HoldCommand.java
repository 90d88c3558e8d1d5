package io.auditdb.cli;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.client.AuditDbClient;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Place, list and release legal holds.",
        description = {
            "",
            "No partition is dropped while it has an event that a hold in force covers, whatever any policy says."
        },
        footer = {
            "  audit-db hold add --subject patient-17 --issuer 'District Court' --reason 'file 17'",
            "  audit-db hold list",
            "  audit-db hold release 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11 --reason settled"
        })
final class HoldCommand implements Runnable {
    private final RootCommand root;

    HoldCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: add, list or release");
    }

    @Command(
            name = "add",
            header = "Keep the events that match everything named.",
            description = {"", "At least one of the options that name events, which mean what they mean to query."},
            footer = {
                "  audit-db hold add --tenant clinic --from 2024-01-01 --to 2024-07-01 --issuer BfArM --reason audit"
            })
    int add(
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Of this organisation (default: of all).")
                    String tenant,
            @Option(names = "--principal", paramLabel = "ID", description = "By this actor.") String principal,
            @Option(names = "--subject", paramLabel = "ID", description = "About this person.") String subject,
            @Option(names = "--target-type", paramLabel = "TYPE", description = "Done to things of this type.")
                    String targetType,
            @Option(names = "--target-id", paramLabel = "ID", description = "Done to this thing.") String targetId,
            @Option(names = "--from", paramLabel = "TIME", description = "Not earlier than " + Times.FORMS) String from,
            @Option(names = "--to", paramLabel = "TIME", description = "Earlier than this.") String to,
            @Option(
                            names = "--action",
                            paramLabel = "ACTION",
                            description = "What was done; * stands for any run of characters.")
                    String action,
            @Option(names = "--status", paramLabel = "STATUS", description = "How it ended: attempt, success, failure.")
                    Status status,
            @Option(
                            names = "--classification",
                            paramLabel = "CLASS",
                            description = "How sensitive: ${COMPLETION-CANDIDATES}.")
                    Classification classification,
            @Option(names = "--correlation", paramLabel = "ID", description = "What ties events together.")
                    String correlation,
            @Option(names = "--text", paramLabel = "WORDS", description = "Words that all occur in the details.")
                    String text,
            @Option(names = "--issuer", paramLabel = "TEXT", required = true, description = "Who asked for it.")
                    String issuer,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why, for the record; it must not name a person.")
                    String reason,
            @Option(names = "--json", description = "Show the hold as JSON.") boolean json) {
        var scope = new HoldScope(
                tenant,
                principal,
                subject,
                targetType,
                targetId,
                time("--from", from),
                time("--to", to),
                action,
                status,
                classification,
                correlation,
                text);
        try (AuditDbClient client = root.client()) {
            LegalHold hold = client.retention().addHold(scope, issuer, reason);
            new HoldView(root, json).show(hold, "placed");
        }
        return ExitCode.OK;
    }

    private Instant time(String option, String text) {
        try {
            return text == null ? null : Times.instant(text, root.surroundings().clock());
        } catch (IllegalArgumentException e) {
            throw root.misuse(option + " " + text + ": " + e.getMessage());
        }
    }

    @Command(
            name = "list",
            header = "Show legal holds, those in force first.",
            footer = {"  audit-db hold list --released --json"})
    int list(
            @Option(names = "--released", description = "Also those that were released.") boolean released,
            @Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<LegalHold> holds = client.retention().holds(released);
            new HoldView(root, json).show(holds);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "release",
            header = "End a legal hold.",
            footer = {"  audit-db hold release 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11 --reason settled"})
    int release(
            @Parameters(paramLabel = "ID", description = "The id of the hold.") UUID id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why, for the record; it must not name a person.")
                    String reason,
            @Option(names = "--json", description = "Show the hold as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new HoldView(root, json).show(client.retention().releaseHold(id, reason), "released");
        }
        return ExitCode.OK;
    }
}
