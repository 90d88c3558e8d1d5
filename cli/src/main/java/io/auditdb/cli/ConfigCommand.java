package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.client.AuditDbClient;
import io.auditdb.kernel.config.EffectiveConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show, check, edit or apply the configuration.",
        description = {"", "What counts is the file, overridden by AUDIT_DB_ environment variables."},
        footer = {
            "  audit-db config show",
            "  audit-db config validate --config /etc/audit-db.yaml",
            "  audit-db config set cache.ttl=2m",
            "  audit-db config apply --dry-run"
        })
final class ConfigCommand implements Runnable {
    private static final String FROM_INPUT = "-";
    private static final String IN_FORCE = "What runs agrees with the file.";
    /** Of settings whose plugin is not known here, the name has to tell. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("(password|passphrase|secret|token|credential)s?$", Pattern.CASE_INSENSITIVE);

    private final RootCommand root;
    private final Supplier<Platform> platform;

    ConfigCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: apply, set, show, unset or validate");
    }

    @Command(
            name = "show",
            header = "Show the effective configuration, secrets hidden.",
            footer = {"  audit-db config show", "  AUDIT_DB_PRESET=production audit-db config show"})
    int show(
            @Option(names = "--config", paramLabel = "FILE", description = "The file (default: var/audit-db.yaml).")
                    Path config,
            @Option(names = "--json", description = "Show it as JSON.") boolean json)
            throws Exception {
        EffectiveConfiguration effective = platform.get().configuration(config);
        if (json) {
            root.printJson(effective.toMap());
        } else {
            root.surroundings().out().print(effective.toText());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "apply",
            header = "Put the edited configuration file into force in the running daemon.",
            description = {
                "",
                "Only what changed is touched: plugins are started, stopped, swapped or adjusted;"
                        + " what waits for the next start is named. A file that is wrong changes nothing. The daemon"
                        + " does the same by itself within seconds of an edit."
            },
            footer = {"  audit-db config apply --dry-run", "  audit-db config apply"})
    int apply(
            @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            print(client.operations().applyConfiguration(dryRun), json, IN_FORCE);
        }
        return ExitCode.OK;
    }

    private void print(List<ConfigurationChange> changes, boolean json, String nothing) {
        if (json) {
            root.printJson(
                    Map.of("changes", changes.stream().map(ConfigCommand::of).toList()));
            return;
        }
        changes.forEach(it -> root.print(text(it)));
        if (changes.isEmpty()) {
            root.print(nothing);
        }
    }

    @Command(
            name = "set",
            header = "Set settings in the configuration file, and put it into force.",
            description = {
                "",
                "The file keeps its comments. All or nothing: where the file would be wrong, or a plugin does not start,"
                        + " nothing changes. The daemon does it, or without one this command. A value of - is read from"
                        + " standard input, one line for each; a secret is taken from nowhere else."
            },
            footer = {
                "  audit-db config set cache.ttl=2m plugins.cache-local.size=200MB --dry-run",
                "  audit-db config set database.url=- < url.txt"
            })
    int set(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "KEY=VALUE",
                            description = "As in the file, with a dotted key; a list is separated by commas.")
                    Map<String, String> settings,
            @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun,
            @Option(names = "--json", description = "Show it as JSON.") boolean json,
            @Option(names = "--config", paramLabel = "FILE", description = "A file that no daemon runs with.")
                    Path config)
            throws Exception {
        refuseSecrets(settings, config);
        var input = new BufferedReader(new InputStreamReader(root.surroundings().in(), UTF_8));
        var values = new LinkedHashMap<String, Optional<String>>();
        for (var setting : settings.entrySet()) {
            boolean isRead = setting.getValue().equals(FROM_INPUT);
            values.put(setting.getKey(), Optional.of(isRead ? line(input, setting.getKey()) : setting.getValue()));
        }
        edit(values, config, dryRun, json);
        return ExitCode.OK;
    }

    private String line(BufferedReader input, String key) throws IOException {
        String line = input.readLine();
        if (line == null) {
            throw root.misuse("Standard input has no line for " + key);
        }
        return line;
    }

    /** What stands on a command line stands in the list of processes and in the history of the shell. */
    private void refuseSecrets(Map<String, String> settings, Path config) throws Exception {
        var given = new TreeSet<String>();
        settings.forEach((key, value) -> {
            if (!value.equals(FROM_INPUT)) {
                given.add(key);
            }
        });
        var secret = new TreeSet<String>(given);
        secret.removeIf(key -> !SECRET_NAME.matcher(key).find());
        if (!root.address().isNamed()) { // else the file is another's
            secret.addAll(platform.get().secrets(config, given));
        }
        if (!secret.isEmpty()) {
            throw root.misuse(String.join(", ", secret) + (secret.size() == 1 ? " is" : " are")
                    + " secret; write - and give it on standard input");
        }
    }

    @Command(
            name = "unset",
            header =
                    "Remove settings from the configuration file, so that their defaults count, and put it into force.",
            description = {"", "As config set does it."},
            footer = {"  audit-db config unset cache.ttl --dry-run"})
    int unset(
            @Parameters(arity = "1..*", paramLabel = "KEY", description = "A dotted key.") List<String> keys,
            @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun,
            @Option(names = "--json", description = "Show it as JSON.") boolean json,
            @Option(names = "--config", paramLabel = "FILE", description = "A file that no daemon runs with.")
                    Path config)
            throws Exception {
        if (keys.stream().anyMatch(key -> key.contains("="))) {
            throw root.misuse("Name keys alone; a value is not needed to remove it");
        }
        var values = new LinkedHashMap<String, Optional<String>>();
        keys.forEach(key -> values.put(key, Optional.empty()));
        edit(values, config, dryRun, json);
        return ExitCode.OK;
    }

    private void edit(Map<String, Optional<String>> values, Path config, boolean dryRun, boolean json)
            throws Exception {
        if (config == null && isDaemonThere()) {
            try (AuditDbClient client = root.client()) {
                print(client.operations().configure(values, dryRun), json, IN_FORCE);
            }
        } else {
            boolean isEdited = platform.get().configure(config, values, dryRun);
            List<ConfigurationChange> changes = isEdited
                    ? values.keySet().stream()
                            .map(key -> new ConfigurationChange(key, Kind.RESTART, ""))
                            .toList()
                    : List.of();
            print(changes, json, "The file says so already.");
        }
    }

    private boolean isDaemonThere() throws IOException {
        return root.address().isNamed()
                || new DaemonFiles(root.surroundings().var()).process().isPresent();
    }

    private static String text(ConfigurationChange change) {
        String subject = change.subject() + (change.detail().isEmpty() ? "" : " (" + change.detail() + ")");
        return change.kind() == Kind.RESTART
                ? subject + " changes with the next start"
                : change.kind().name().toLowerCase(Locale.ROOT) + " " + subject;
    }

    private static Map<String, Object> of(ConfigurationChange change) {
        return Views.object(
                "subject", change.subject(),
                "kind", change.kind().name().toLowerCase(Locale.ROOT),
                "detail", change.detail());
    }

    @Command(
            name = "validate",
            header = "Check the configuration; every fault is listed.",
            footer = {"  audit-db config validate"})
    int validate(
            @Option(names = "--config", paramLabel = "FILE", description = "The file (default: var/audit-db.yaml).")
                    Path config)
            throws Exception {
        platform.get().configuration(config);
        root.print("The configuration is valid.");
        return ExitCode.OK;
    }
}
