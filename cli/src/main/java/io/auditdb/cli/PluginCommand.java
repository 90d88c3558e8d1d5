package io.auditdb.cli;

import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.cli.Platform.PluginVerdict;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.Operations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "List, show, write, check, install, enable, disable, swap and remove plugins.",
        description = {"", "Changes take effect at once, without a restart, and are kept in the configuration file."},
        footer = {
            "  audit-db plugin list",
            "  audit-db plugin check hello-plugin.jar",
            "  audit-db plugin install hello-plugin.jar && audit-db plugin enable hello",
            "  audit-db plugin disable hello && audit-db plugin remove hello"
        })
final class PluginCommand implements Runnable {
    private final RootCommand root;
    private final Supplier<Platform> platform;

    PluginCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list, show, history, new, check, install, enable, disable, swap or remove");
    }

    @Command(
            name = "list",
            header = "Show all plugins and how they are.",
            footer = {"  audit-db plugin list", "  audit-db plugin list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            var plugins = client.operations().plugins();
            if (json) {
                root.printJson(Map.of("plugins", plugins.stream().map(Views::of).toList()));
                return ExitCode.OK;
            }
            var table = new Table(root.surroundings().out(), "NAME", "VERSION", "STATE", "PROVIDES", "REASON");
            for (PluginInfo plugin : plugins) {
                table.row(
                        plugin.name(),
                        plugin.version(),
                        state(plugin),
                        String.join(", ", plugin.extensions()),
                        plugin.reason().orElse(""));
            }
            table.flush();
        }
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            header = "Show one plugin: how it is, since when, what it adds, and what was done with it.",
            footer = {"  audit-db plugin show cache-local"})
    int show(
            @Parameters(paramLabel = "NAME", description = "The plugin.") String name,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            PluginInfo plugin = client.operations().plugins().stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> root.misuse("there is no plugin " + name + "; audit-db plugin list shows all"));
            List<PluginStep> steps = client.operations().pluginHistory(Optional.of(name));
            if (json) {
                Map<String, Object> view = Views.of(plugin);
                view.put("steps", steps.stream().map(Views::of).toList());
                root.printJson(view);
                return ExitCode.OK;
            }
            root.print(name + " " + plugin.version() + " is " + state(plugin) + " since " + plugin.since());
            plugin.reason().ifPresent(it -> root.print("  " + it));
            plugin.extensions().forEach(it -> root.print("  " + it));
            plugin.uses().ifPresent(it -> root.print("  uses " + it));
            root.print("");
            show(steps);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "history",
            header = "Show what was done with plugins since the platform started, newest first.",
            description = {
                "",
                "Each step in the life of a plugin: install, load, configure, start, check, switch, drain, close, collect,"
                        + " remove. A closed plugin whose classes are never collected is held by something: a thread, a"
                        + " cache, a listener."
            },
            footer = {"  audit-db plugin history", "  audit-db plugin history cache-local --json"})
    int history(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only of this plugin.") String name,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<PluginStep> steps = client.operations().pluginHistory(Optional.ofNullable(name));
            if (json) {
                root.printJson(Map.of("steps", steps.stream().map(Views::of).toList()));
            } else {
                show(steps);
            }
        }
        return ExitCode.OK;
    }

    private void show(List<PluginStep> steps) {
        var table = new Table(root.surroundings().out(), "AT", "PLUGIN", "VERSION", "STEP", "MS", "PROBLEM");
        for (PluginStep step : steps) {
            table.row(
                    step.at().toString(),
                    step.plugin(),
                    step.version(),
                    step.kind().name().toLowerCase(Locale.ROOT),
                    Text.decimal(step.took()),
                    step.problem().orElse(""));
        }
        table.flush();
    }

    @Command(
            name = "enable",
            header = "Load and start a plugin.",
            footer = {"  audit-db plugin enable hello"})
    int enable(@Parameters(paramLabel = "NAME", description = "The plugin.") String name) {
        return change(operations -> operations.enable(name));
    }

    @Command(
            name = "disable",
            header = "Stop a plugin after its calls in flight.",
            footer = {"  audit-db plugin disable hello"})
    int disable(@Parameters(paramLabel = "NAME", description = "The plugin.") String name) {
        return change(operations -> operations.disable(name));
    }

    @Command(
            name = "swap",
            header = "Start a fresh instance, switch to it, stop the old one.",
            footer = {"  audit-db plugin install hello-plugin-2.jar && audit-db plugin swap hello"})
    int swap(@Parameters(paramLabel = "NAME", description = "The plugin.") String name) {
        return change(operations -> operations.swap(name));
    }

    @Command(
            name = "new",
            header = "Write a new project for a plugin, which builds and passes its tests as it is.",
            footer = {
                "  audit-db plugin new access-counter --package com.example.counter && cd access-counter && mvn verify"
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "The plugin's name, in lower case with dashes.") String name,
            @Option(
                            names = "--package",
                            paramLabel = "PACKAGE",
                            description = "The Java package (default: ${DEFAULT-VALUE}).",
                            defaultValue = "com.example.plugin")
                    String packageName,
            @Option(
                            names = "--directory",
                            paramLabel = "DIRECTORY",
                            description = "Where to write it (default: a directory of the plugin's name, here).")
                    Path directory)
            throws IOException {
        try {
            Path to = directory == null ? Path.of(name) : directory;
            new PluginProject(name, packageName).write(to).forEach(it -> root.print(it.toString()));
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw root.misuse(e.getMessage());
        }
    }

    @Command(
            name = "check",
            header = "Tell what would keep a plugin's jar from running, without a daemon.",
            description = {
                "",
                "Reads the jar, compares what it uses with what it declares, loads it with libraries of its own, and, with"
                        + " --start, starts and closes it. What runs on this machine is not touched. Exits with 1 when"
                        + " there is an error."
            },
            footer = {
                "  audit-db plugin check hello-plugin.jar",
                "  audit-db plugin check webhook-plugin.jar --start --set url=http://127.0.0.1:8080/hook"
            })
    int check(
            @Parameters(paramLabel = "JAR", description = "The plugin's jar.") Path jar,
            @Option(names = "--start", description = "Also start and close it.") boolean start,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "One of its settings, for --start; may be given several times.")
                    Map<String, String> settings,
            @Option(
                            names = "--signers",
                            paramLabel = "FILE",
                            description = "Certificates (PEM), of which one has to have signed it.")
                    Path signers,
            @Option(names = "--json", description = "Show what was found as JSON.") boolean json)
            throws Exception {
        if (settings != null && !start) {
            throw root.misuse("--set is for --start");
        }
        Map<String, String> given = settings == null ? Map.of() : settings;
        PluginVerdict verdict = platform.get().check(jar, signers, start ? given : null);
        if (json) {
            root.printJson(Views.of(verdict));
        } else {
            print(verdict);
        }
        return verdict.good() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(PluginVerdict verdict) {
        verdict.findings().forEach(it -> root.print(Text.oneLine(it.severity() + ": " + it.text())));
        root.print(Text.oneLine(verdict.name() + " " + verdict.version() + " uses "
                + (verdict.uses() == null ? "what it does not say" : verdict.uses())));
        root.print(verdict.good() ? "It can be installed." : "It cannot be used.");
    }

    @Command(
            name = "install",
            header = "Copy a plugin's jar to the platform; enable it afterwards.",
            description = {"", "Says what the plugin uses before it is installed; on a terminal it asks."},
            footer = {"  audit-db plugin install hello-plugin.jar", "  audit-db plugin install hello-plugin.jar --yes"})
    int install(
            @Parameters(paramLabel = "JAR", description = "The plugin's jar.") Path jar,
            @Option(names = "--yes", description = "Do not ask.") boolean yes,
            @Option(names = "--dry-run", description = "Only check the jar and say what it uses.") boolean dryRun)
            throws Exception {
        PluginVerdict verdict = platform.get().inspect(jar);
        print(verdict);
        if (!verdict.good() || dryRun) {
            return verdict.good() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (!yes && !root.confirms("Install " + verdict.name())) {
            return ExitCode.FAILED;
        }
        return change(operations -> operations.install(jar));
    }

    @Command(
            name = "remove",
            header = "Remove the jar of an installed plugin that is not active.",
            footer = {"  audit-db plugin disable hello && audit-db plugin remove hello"})
    int remove(@Parameters(paramLabel = "NAME", description = "The plugin.") String name) {
        try (AuditDbClient client = root.client()) {
            client.operations().remove(name);
        }
        root.print(name + " removed");
        return ExitCode.OK;
    }

    private int change(Function<Operations, PluginInfo> change) {
        try (AuditDbClient client = root.client()) {
            PluginInfo plugin = change.apply(client.operations());
            root.print(Text.oneLine(plugin.name() + " " + plugin.version() + " " + state(plugin)
                    + plugin.reason().map(reason -> ": " + reason).orElse("")));
        }
        return ExitCode.OK;
    }

    private static String state(PluginInfo plugin) {
        return plugin.state().name().toLowerCase(Locale.ROOT);
    }
}
