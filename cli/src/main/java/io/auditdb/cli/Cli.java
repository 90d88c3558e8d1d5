package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The commands by name, and how one is run. */
final class Cli {
    private final RootCommand root;
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    /**
     * Puts the commands together.
     *
     * @param platform makes what runs inside the daemon's own process; null leaves out the commands that need it
     */
    Cli(Surroundings surroundings, Supplier<Platform> platform) {
        this.root = new RootCommand(surroundings);
        if (platform != null) {
            commands.put("run", () -> new RunCommand(root, platform));
            commands.put("start", () -> new StartCommand(root));
        }
        commands.put("stop", () -> new StopCommand(root));
        commands.put("status", () -> new StatusCommand(root));
        commands.put("import", () -> new ImportCommand(root));
        commands.put("append", () -> new AppendCommand(root));
        commands.put("query", () -> new QueryCommand(root));
        commands.put("export", () -> new ExportCommand(root));
        commands.put("stream", () -> new StreamCommand(root));
        commands.put("verify", () -> VerifyCommand.line(root));
        commands.put("proof", () -> new ProofCommand(root));
        commands.put("disclose", () -> new DiscloseCommand(root));
        commands.put("redact", () -> new RedactCommand(root));
        commands.put("checkpoint", () -> new CheckpointCommand(root));
        commands.put("log", () -> new LogCommand(root));
        commands.put("key", () -> new KeyCommand(root));
        commands.put("plugin", () -> new PluginCommand(root, platform));
        commands.put("partition", () -> new PartitionCommand(root));
        commands.put("index", () -> new IndexCommand(root));
        commands.put("archive", () -> new ArchiveCommand(root));
        commands.put("cache", () -> new CacheCommand(root));
        commands.put("errors", () -> new ErrorsCommand(root));
        commands.put("alert", () -> new AlertCommand(root));
        commands.put("breaker", () -> new BreakerCommand(root));
        commands.put("limit", () -> new LimitCommand(root));
        commands.put("replica", () -> new ReplicaCommand(root));
        commands.put("spool", () -> new SpoolCommand(root));
        commands.put("preset", () -> new PresetCommand(root));
        commands.put("quarantine", () -> new QuarantineCommand(root));
        commands.put("hold", () -> new HoldCommand(root));
        commands.put("retention", () -> RetentionCommand.line(root));
        commands.put("token", () -> new TokenCommand(root));
        commands.put("database", () -> new DatabaseCommand(root));
        commands.put("performance", () -> PerformanceCommand.line(root));
        if (platform != null) {
            commands.put("config", () -> new ConfigCommand(root, platform));
            commands.put("migrate", () -> MigrateCommand.line(root, platform));
        }
    }

    /** Runs a command line and returns the exit code; never throws. */
    int run(String... args) {
        var line = new CommandLine(root);
        register(line, Set.copyOf(Arrays.asList(args)));
        return execute(line, root, args);
    }

    static int execute(CommandLine line, RootCommand root, String... args) {
        Surroundings surroundings = root.surroundings();
        var errors = new ErrorReport(surroundings.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setOut(writer(surroundings.out()));
        line.setErr(writer(surroundings.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setUsageHelpLongOptionsMaxWidth(32);
        line.setExecutionExceptionHandler((e, command, parsed) -> errors.failed(e, root.debug()));
        line.setParameterExceptionHandler((e, arguments) -> errors.misused(e, root.debug()));
        int code = line.execute(args);
        return surroundings.out().checkError() && code == ExitCode.OK ? ExitCode.FAILED : code;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, UTF_8), true);
    }

    /** Reading the annotations of every command would take longer than running one. */
    private void register(CommandLine line, Set<String> words) {
        boolean named = commands.keySet().stream().anyMatch(words::contains) && !words.contains("help");
        commands.forEach((name, command) -> {
            if (!named || words.contains(name)) {
                line.addSubcommand(name, command.get());
            }
        });
    }
}
