package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.ScriptedServer.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all commands share: help, usage errors, where the daemon is, how errors are told. */
class TestCommandLine {
    private static final List<String> COMMANDS = List.of(
            "stop",
            "status",
            "import",
            "append",
            "query",
            "export",
            "verify",
            "proof",
            "disclose",
            "redact",
            "checkpoint",
            "log",
            "key",
            "plugin",
            "cache",
            "spool",
            "token",
            "database");
    private static final String KEY = "GET /v1/log/key";

    @TempDir
    private Path home;

    private TestingCli cli;

    @BeforeEach
    void open() {
        cli = new TestingCli(home);
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void helpListsEveryCommandAndTeachesWithExamples() {
        var help = cli.run("--help");
        assertThat(help.code()).isEqualTo(ExitCode.OK);
        assertThat(help.out()).contains(COMMANDS).contains("Examples:", "Exit codes:");
        for (String command : COMMANDS) {
            var result = cli.run(command, "--help");
            assertThat(result.code()).isEqualTo(ExitCode.OK);
            assertThat(result.out())
                    .contains("Usage: audit-db " + command, "Examples:", "audit-db " + command, "--url");
        }
    }

    @Test
    void everySubcommandHasHelpWithExamples() {
        cli.platform = () -> null;
        var subcommands = Map.of(
                "plugin",
                        List.of(
                                "list", "show", "history", "new", "check", "install", "enable", "disable", "swap",
                                "remove"),
                "token", List.of("create", "list", "revoke"),
                "key", List.of("show", "list", "rotate"),
                "log", List.of("consistency"),
                "cache", List.of("stats", "invalidate", "clear", "warm"),
                "spool", List.of("status"),
                "verify", List.of("bundle", "history"),
                "database", List.of("url"),
                "config", List.of("apply", "set", "show", "unset", "validate"),
                "migrate",
                        List.of(
                                "status",
                                "up",
                                "verify",
                                "rollback",
                                "verify-compliance",
                                "seed-policies",
                                "seed-presets"));
        subcommands.forEach((command, names) -> names.forEach(name -> {
            var help = cli.run(command, name, "--help");
            assertThat(help.code()).isEqualTo(ExitCode.OK);
            assertThat(help.out()).contains("Usage: audit-db " + command + " " + name, "audit-db " + command + " ");
            assertThat(help.out().split("Examples:", -1)).hasSize(2);
        }));
    }

    @Test
    void commandsThatNeedTheKernelAreThereOnlyWithIt() {
        assertThat(cli.run("run").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("--help").out()).doesNotContain("migrate");
        cli.platform = () -> null;
        assertThat(cli.run("--help").out()).contains("run", "start", "config", "migrate");
    }

    @Test
    void versionIsTheOneBuilt() {
        var version = cli.run("--version");
        assertThat(version.code()).isEqualTo(ExitCode.OK);
        assertThat(version.out()).startsWith("audit-db 1.").doesNotContain("$");
    }

    @Test
    void aMistakeIsNamedAndPointsToTheHelp() {
        var unknown = cli.run("qery");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("qery", "query", "audit-db --help");
        var option = cli.run("query", "--principle", "x");
        assertThat(option.code()).isEqualTo(ExitCode.USAGE);
        assertThat(option.err()).contains("--principle", "--principal", "audit-db query --help");
        assertThat(cli.run().code()).isEqualTo(ExitCode.USAGE);
        for (String group : List.of("plugin", "token", "key", "log", "database")) {
            assertThat(cli.run(group).code()).isEqualTo(ExitCode.USAGE);
        }
        assertThat(cli.server.requests()).isEmpty();
    }

    @Test
    void theUrlOptionWinsOverTheEnvironment() {
        cli.server.on(KEY, Reply.of(200, "text/plain", "log+1234+key"));
        cli.environment.put("AUDIT_DB_URL", "http://127.0.0.1:1");
        assertThat(cli.run("key", "show", "--url", cli.server.url().toString()).code())
                .isEqualTo(ExitCode.OK);
        assertThat(cli.run("--url", cli.server.url().toString(), "key", "show").code())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void withoutEnvironmentTheDaemonIsFoundThroughVar() throws IOException {
        cli.server.on(KEY, Reply.of(200, "text/plain", "log+1234+key"));
        cli.environment.clear();
        Files.createDirectories(home.resolve("var/run"));
        Files.writeString(home.resolve("var/run/http.url"), cli.server.url() + "\n");
        Files.writeString(home.resolve("var/admin.token"), "first-token\n");
        assertThat(cli.run("key", "show").code()).isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().header("Authorization")).isEqualTo("Bearer first-token");

        Path elsewhere = home.resolve("elsewhere");
        cli.environment.put("AUDIT_DB_VAR", elsewhere.toString());
        cli.environment.put("AUDIT_DB_URL", cli.server.url().toString());
        assertThat(cli.run("key", "show").code()).isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().header("Authorization")).isNull();
    }

    @Test
    void theAdminTokenOfThisMachineIsNotSentToAnother() throws IOException {
        cli.environment.clear();
        Files.createDirectories(home.resolve("var"));
        Files.writeString(home.resolve("var/admin.token"), "first-token\n");
        // a name that is not local and still ends here, through a proxy that would see the token
        var local = new Address(surroundings(), "http://127.0.0.2:1");
        var remote = new Address(surroundings(), "http://audit.example:8620");
        assertThat(local.token()).isEqualTo("first-token");
        assertThat(remote.token()).isNull();
        assertThat(new Address(surroundings(), "http://localhost.example:8620").token())
                .isNull();
        assertThat(new Address(surroundings(), "http://[::1]:8620").token()).isEqualTo("first-token");
    }

    @Test
    void aDatabaseUrlIsExplained() {
        cli.environment.put("AUDIT_DB_URL", "postgresql://db.internal/audit");
        var result = cli.run("query");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("AUDIT_DB_URL", "AUDIT_DB_DATABASE_URL", "http://127.0.0.1:8620");
        assertThat(cli.run("query", "--url", "postgres://x/y").err()).contains("AUDIT_DB_DATABASE_URL");
        cli.environment.put("AUDIT_DB_URL", "ftp://x");
        assertThat(cli.run("query").code()).isEqualTo(ExitCode.USAGE);
        cli.environment.put("AUDIT_DB_URL", "not a url");
        assertThat(cli.run("query").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void nobodyListeningIsThree() throws IOException {
        try (var socket = new ServerSocket(0)) {
            cli.environment.put("AUDIT_DB_URL", "http://127.0.0.1:" + socket.getLocalPort());
        }
        var result = cli.run("query");
        assertThat(result.code()).isEqualTo(ExitCode.CANNOT_CONNECT);
        assertThat(result.err())
                .contains("Cannot connect to http://127.0.0.1:", "audit-db start")
                .doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(cli.run("query", "--debug").err()).contains("\tat ");
    }

    @Test
    void everyFaultIsListedOnALineOfItsOwn() {
        cli.server.on(
                "GET /v1/events",
                Reply.of(
                        400,
                        "application/problem+json",
                        "{\"detail\":\"The request cannot be used\",\"code\":\"INVALID_REQUEST\",\"faults\":["
                                + "{\"path\":\"from\",\"problem\":\"must be a time\"},{\"path\":\"limit\",\"problem\":\"is too large\"}]}"));
        var result = cli.run("query");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err().lines())
                .containsExactly(
                        "audit-db: The request cannot be used", "  from: must be a time", "  limit: is too large");
    }

    @Test
    void anIntegrityViolationIsFourWhoeverReportsIt() {
        cli.server.on(
                "GET /v1/log/checkpoint",
                Reply.of(500, "application/problem+json", "{\"detail\":\"x\",\"code\":\"INTEGRITY_VIOLATION\"}"));
        assertThat(cli.run("checkpoint").code()).isEqualTo(ExitCode.INTEGRITY_VIOLATION);
    }

    @Test
    void anErrorThatPassesTellsWhenToTryAgain() {
        cli.server.on(
                "GET /v1/events",
                Reply.of(
                        503,
                        "application/problem+json",
                        "{\"detail\":\"away\",\"code\":\"DATABASE_UNAVAILABLE\",\"retryAfterMillis\":2500}"));
        var result = cli.run("query");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("Try again in 2.5 s.");
        assertThat(cli.server.requests()).hasSize(1);
    }

    @Test
    void aRefusedTokenTellsWhatToSet() {
        cli.server.on(
                "GET /v1/events",
                Reply.of(401, "application/problem+json", "{\"detail\":\"No\",\"code\":\"UNAUTHENTICATED\"}"));
        assertThat(cli.run("query").err()).contains("AUDIT_DB_TOKEN");
    }

    @Test
    void whatAnotherWroteCannotMoveTheCursor() {
        cli.server.on(
                "GET /v1/events",
                Reply.of(
                        400,
                        "application/problem+json",
                        "{\"detail\":\"a\\u001b[2Jb\\u202ec\",\"code\":\"INVALID_REQUEST\"}"));
        assertThat(cli.run("query").err()).isEqualTo("audit-db: a\uFFFD[2Jb\uFFFDc\n");
    }

    private Surroundings surroundings() {
        return new Surroundings(cli.environment, home, System.in, System.out, System.err, false, Clock.systemUTC());
    }
}
