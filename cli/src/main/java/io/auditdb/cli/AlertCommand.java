package io.auditdb.cli;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.client.AuditDbClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show what ails the platform, and look after it.",
        description = {"", "By the rules of plugins.monitoring.alerts.rules, and those that come with the platform."},
        footer = {
            "  audit-db alert list",
            "  audit-db alert acknowledge 5e1f0c3a9b7d2468 --note \"on it\"",
            "  audit-db alert silence --rule breaker-open --for 2h --reason \"moving the replica\""
        })
final class AlertCommand implements Runnable {
    private final RootCommand root;

    AlertCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list, acknowledge, silences, silence or end-silence");
    }

    @Command(
            name = "list",
            header = "List what is wrong, worst first, then what was wrong lately.",
            description = {
                "",
                "pending: the condition holds, but not for as long as the rule says. Exit code 1 with --check when"
                        + " anything fires that nobody has silenced."
            },
            footer = {"  audit-db alert list --firing", "  audit-db alert list --json"})
    int list(
            @Option(names = "--firing", description = "Only those that fire.") boolean firing,
            @Option(names = "--check", description = "Say by the exit code whether anything fires.") boolean check,
            @Option(names = "--json", description = "Show them as JSON.") boolean json) {
        List<Alert> alerts;
        try (AuditDbClient client = root.client()) {
            alerts = client.alerts().list();
        }
        List<Alert> shown = alerts.stream()
                .filter(it -> !firing || it.state() == State.FIRING)
                .toList();
        new AlertView(root, json).showAlerts(shown);
        boolean fires = alerts.stream().anyMatch(it -> it.state() == State.FIRING && !it.silenced());
        return check && fires ? ExitCode.FAILED : ExitCode.OK;
    }

    @Command(
            name = "acknowledge",
            header = "Say that you look after an alert, which is then not escalated.",
            footer = {"  audit-db alert acknowledge 5e1f0c3a9b7d2468 --note \"on it\""})
    int acknowledge(
            @Parameters(paramLabel = "ID", description = "As listed.") String id,
            @Option(names = "--note", defaultValue = "", description = "What there is to say about it.") String note) {
        try (AuditDbClient client = root.client()) {
            Alert alert = client.alerts().acknowledge(id, note);
            root.print(Text.oneLine(alert.rule() + " is looked after."));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "silences",
            header = "List what is not delivered for a while.",
            footer = {"  audit-db alert silences --json"})
    int silences(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new AlertView(root, json).showSilences(client.alerts().silences());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "silence",
            header = "Keep alerts from being delivered for a while; they are listed all the same.",
            footer = {"  audit-db alert silence --rule replica-lags --label replica=one --for 2h --reason \"restored\""
            })
    int silence(
            @Option(names = "--rule", paramLabel = "NAME", description = "Those of this rule; without, of all rules.")
                    String rule,
            @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Only those with this label.")
                    Map<String, String> labels,
            @Option(names = "--for", paramLabel = "TIME", required = true, description = "How long, such as 30m or 2h.")
                    String time,
            @Option(names = "--reason", required = true, description = "Why.") String reason,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        Duration span = span(time);
        try (AuditDbClient client = root.client()) {
            Silence silence = client.alerts()
                    .silence(Optional.ofNullable(rule), labels == null ? Map.of() : labels, span, reason);
            if (json) {
                root.printJson(AlertView.of(silence));
            } else {
                root.print("Silent until " + silence.until() + ": " + silence.id());
            }
        }
        return ExitCode.OK;
    }

    private Duration span(String text) {
        try {
            return Times.duration(text);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--for: " + e.getMessage());
        }
    }

    @Command(
            name = "end-silence",
            header = "End a silence before its time.",
            footer = {"  audit-db alert end-silence 6a1f…"})
    int endSilence(@Parameters(paramLabel = "ID", description = "As listed by silences.") String id) {
        try (AuditDbClient client = root.client()) {
            client.alerts().endSilence(id);
        }
        root.print("It has ended.");
        return ExitCode.OK;
    }
}
