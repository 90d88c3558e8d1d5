package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.testing.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands in this process, in surroundings of their own, against a scripted server. */
final class TestingCli implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    final ScriptedServer server = new ScriptedServer();
    final Map<String, String> environment = new HashMap<>();
    final Path home;
    Supplier<Platform> platform;
    boolean terminal;
    String input = "";

    TestingCli(Path home) {
        this.home = home;
        environment.put("AUDIT_DB_URL", server.url().toString());
        environment.put("AUDIT_DB_TOKEN", "secret");
    }

    Result run(String... args) {
        return run(surroundings -> new Cli(surroundings, platform).run(args));
    }

    /** Runs the command start with another virtual machine's command line than its own. */
    Result start(List<String> java, String... args) {
        return run(surroundings -> {
            var root = new RootCommand(surroundings);
            return Cli.execute(
                    new CommandLine(root).addSubcommand("start", new StartCommand(root, java)), root, concat(args));
        });
    }

    private static String[] concat(String... args) {
        return Stream.concat(Stream.of("start"), Stream.of(args)).toArray(String[]::new);
    }

    private Result run(ToIntFunction<Surroundings> command) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(
                environment,
                home,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                terminal,
                Clock.fixed(NOW, ZoneOffset.UTC));
        int code = command.applyAsInt(surroundings);
        return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }

    /** What a shell would see. */
    record Result(int code, String out, String err) {}
}
