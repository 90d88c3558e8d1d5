package io.auditdb.cli;

import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.Classification;
import io.auditdb.client.AuditDbClient;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "List, show, add and change retention policies.",
        description = {
            "",
            "The policy of an event is the one it names, else the default of its classification. Spans are calendar"
                    + " time, such as P7Y, P18M or P90D; never is none."
        },
        footer = {
            "  audit-db retention policy list",
            "  audit-db retention policy show --classification PHI",
            "  audit-db retention policy change standard --delete-after P10Y"
        })
final class RetentionPolicyCommand implements Runnable {
    private static final String NEVER = "never";

    private final RootCommand root;

    RetentionPolicyCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list, show, add or change");
    }

    @Command(
            name = "list",
            header = "Show all policies, and what the law asks.",
            footer = {"  audit-db retention policy list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new RetentionView(root, json)
                    .showPolicies(
                            client.retention().policies(), client.retention().floors());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            header = "Show which policy applies to an event, why, and until when it stays.",
            footer = {"  audit-db retention policy show --classification PHI --policy minimal --at 2020-02-29"})
    int show(
            @Option(
                            names = "--classification",
                            paramLabel = "CLASS",
                            required = true,
                            description = "PUBLIC, INTERNAL, CONFIDENTIAL or PHI.")
                    Classification classification,
            @Option(names = "--policy", paramLabel = "NAME", description = "What the event names (default: nothing).")
                    String policy,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            defaultValue = "now",
                            description = "When it occurred: " + Times.FORMS)
                    String at,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        Instant time = time(at);
        try (AuditDbClient client = root.client()) {
            new RetentionView(root, json).show(client.retention().applying(classification, policy, time));
        }
        return ExitCode.OK;
    }

    private Instant time(String text) {
        try {
            return Times.instant(text, root.surroundings().clock());
        } catch (IllegalArgumentException e) {
            throw root.misuse("--at " + text + ": " + e.getMessage());
        }
    }

    @Command(
            name = "add",
            header = "Add a policy.",
            footer = {
                "  audit-db retention policy add research --classification CONFIDENTIAL --delete-after P15Y"
                        + " --description 'Trial data'"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "What events name it by.") String name,
            @Option(
                            names = "--classification",
                            paramLabel = "CLASS",
                            required = true,
                            description = "What it is meant for: PUBLIC, INTERNAL, CONFIDENTIAL or PHI.")
                    Classification classification,
            @Option(names = "--default", description = "It holds for events of the class that name no policy.")
                    boolean isDefault,
            @Option(
                            names = "--archive-after",
                            paramLabel = "SPAN",
                            defaultValue = NEVER,
                            description = "When events move to the archive.")
                    String archiveAfter,
            @Option(
                            names = "--delete-after",
                            paramLabel = "SPAN",
                            defaultValue = NEVER,
                            description = "When events go.")
                    String deleteAfter,
            @Option(
                            names = "--minimum",
                            paramLabel = "SPAN",
                            defaultValue = NEVER,
                            description = "How long they stay at least.")
                    String minimum,
            @Option(names = "--description", paramLabel = "TEXT", required = true, description = "What it is for.")
                    String description,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        var policy = new RetentionPolicy(
                name,
                classification,
                isDefault,
                span("--archive-after", archiveAfter),
                span("--delete-after", deleteAfter),
                span("--minimum", minimum),
                description);
        try (AuditDbClient client = root.client()) {
            new RetentionView(root, json).show(client.retention().addPolicy(policy), "added");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "change",
            header = "Change a policy; what is not named stays as it is.",
            description = {"", "It holds for events that are there already."},
            footer = {"  audit-db retention policy change minimal --archive-after never --delete-after P1Y"})
    int change(
            @Parameters(paramLabel = "NAME", description = "The policy.") String name,
            @Option(names = "--default", negatable = true, description = "Whether it is its class's default.")
                    Boolean isDefault,
            @Option(names = "--archive-after", paramLabel = "SPAN", description = "When events move to the archive.")
                    String archiveAfter,
            @Option(names = "--delete-after", paramLabel = "SPAN", description = "When events go.") String deleteAfter,
            @Option(names = "--minimum", paramLabel = "SPAN", description = "How long they stay at least.")
                    String minimum,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.") String description,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        Optional<Period> archive = span("--archive-after", archiveAfter);
        Optional<Period> delete = span("--delete-after", deleteAfter);
        Optional<Period> least = span("--minimum", minimum);
        try (AuditDbClient client = root.client()) {
            RetentionPolicy old = client.retention().policies().stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> root.misuse("There is no policy " + name));
            var policy = new RetentionPolicy(
                    name,
                    old.classification(),
                    isDefault == null ? old.isDefault() : isDefault,
                    archiveAfter == null ? old.archiveAfter() : archive,
                    deleteAfter == null ? old.deleteAfter() : delete,
                    minimum == null ? old.minimum() : least,
                    description == null ? old.description() : description);
            new RetentionView(root, json).show(client.retention().changePolicy(policy), "changed");
        }
        return ExitCode.OK;
    }

    private Optional<Period> span(String option, String text) {
        try {
            return text == null || text.equals(NEVER) ? Optional.empty() : Optional.of(Period.parse(text));
        } catch (DateTimeException e) {
            throw root.misuse(
                    option + " " + text + ": expected a span of the calendar such as P7Y, P18M, P90D, or never");
        }
    }
}
