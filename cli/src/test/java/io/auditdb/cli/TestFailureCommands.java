package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.ScriptedServer.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands errors and breaker, through the client, against a server that answers as scripted. */
class TestFailureCommands {
    private static final String GROUP = "{\"fingerprint\":\"00ff00ff00ff00ff\",\"category\":\"connection\","
            + "\"severity\":\"high\",\"action\":\"reconnect\",\"code\":\"DATABASE_UNAVAILABLE\","
            + "\"type\":\"java.net.ConnectException\",\"sqlState\":\"08001\",\"message\":\"It is away\",\"count\":7,"
            + "\"first\":\"2026-03-01T10:00:00.123Z\",\"last\":\"2026-03-01T10:01:00.456Z\",\"trend\":\"rising\","
            + "\"perMinute\":[0,7],\"frames\":[\"kernel.store.EventStatements.readOnce\"],"
            + "\"context\":{\"operation\":\"GET /v1/events\",\"tenant\":\"\",\"principal\":\"0a1b2c3d4e5f\","
            + "\"instance\":\"17@host\",\"correlationId\":\"visit-1\"}}";
    private static final String ERRORS =
            "{\"since\":\"2026-03-01T09:00:00Z\",\"forgotten\":2,\"errors\":[" + GROUP + "]}";
    private static final String BREAKERS = "{\"breakers\":[{\"name\":\"archive\",\"state\":\"closed\","
            + "\"since\":\"2026-03-01T09:00:00Z\",\"retryAfterMillis\":null,\"failures\":0,\"refused\":0,\"transitions\":[]},"
            + "{\"name\":\"primary\",\"state\":\"open\",\"since\":\"2026-03-01T10:00:00.500Z\",\"retryAfterMillis\":27000,"
            + "\"failures\":5,\"refused\":12,\"transitions\":[{\"at\":\"2026-03-01T10:00:00.500Z\",\"from\":\"closed\","
            + "\"to\":\"open\",\"reason\":\"connection failure, SQLSTATE 08001\"}]}]}";

    private TestingCli cli;

    @BeforeEach
    void open(@TempDir Path home) {
        cli = new TestingCli(home);
        cli.server
                .on("GET /v1/errors", 200, ERRORS)
                .on("GET /v1/errors/00ff00ff00ff00ff", 200, GROUP)
                .on("GET /v1/breakers", 200, BREAKERS)
                .on("POST /v1/breakers/primary/reset", Reply.of(204, "application/json", ""));
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void errorsAreListedByKind() {
        assertThat(cli.run("errors", "list").out()).isEqualTo("""
                FINGERPRINT       SEVERITY  CATEGORY    CODE                  STATE  COUNT  TREND   LAST
                00ff00ff00ff00ff  high      connection  DATABASE_UNAVAILABLE  08001  7      rising  2026-03-01T10:01:00Z
                7 errors since 2026-03-01T09:00:00Z; 2 kinds forgotten.
                """);
        assertThat(cli.run("errors", "list", "--json").out()).isEqualTo(ERRORS + "\n");
    }

    @Test
    void oneKindIsShownWithItsContext() {
        assertThat(cli.run("errors", "show", "00ff00ff00ff00ff").out())
                .contains("severity        high\n", "per minute      0 7\n", "correlation id  visit-1\n")
                .contains("at              kernel.store.EventStatements.readOnce\n")
                .doesNotContain("tenant");
        assertThat(cli.run("errors", "show", "00ff00ff00ff00ff", "--json").out())
                .isEqualTo(GROUP + "\n");
        assertThat(cli.run("errors", "show", "none").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("errors").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void breakersAreListedAndReset() {
        assertThat(cli.run("breaker", "list").out()).isEqualTo("""
                NAME     STATE   SINCE                 TRIED IN  FAILURES  REFUSED  WHY
                archive  closed  2026-03-01T09:00:00Z  -         0         0
                primary  open    2026-03-01T10:00:00Z  27 s      5         12       connection failure, SQLSTATE 08001
                """);
        assertThat(cli.run("breaker", "list", "--json").out()).isEqualTo(BREAKERS + "\n");
        assertThat(cli.run("breaker", "reset", "primary").out()).isEqualTo("primary is asked again.\n");
        assertThat(cli.run("breaker").code()).isEqualTo(ExitCode.USAGE);
    }
}
