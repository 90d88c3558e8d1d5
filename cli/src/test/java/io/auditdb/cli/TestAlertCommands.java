package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.ScriptedServer.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command alert, through the client, against a server that answers as scripted. */
class TestAlertCommands {
    private static final String FIRING = "{\"id\":\"00ff00ff00ff00ff\",\"rule\":\"breaker-open\","
            + "\"condition\":\"auditdb_breaker_state >= 1\",\"severity\":\"high\",\"labels\":{\"breaker\":\"primary\"},"
            + "\"state\":\"firing\",\"value\":1.5,\"since\":\"2026-03-01T10:00:00.123Z\","
            + "\"changed\":\"2026-03-01T10:01:00Z\",\"acknowledged\":null,\"silenced\":false}";
    private static final String RESOLVED = FIRING.replace("00ff00ff00ff00ff", "11ff00ff00ff00ff")
            .replace("firing", "resolved")
            .replace("\"value\":1.5", "\"value\":null")
            .replace(
                    "\"acknowledged\":null",
                    "\"acknowledged\":{\"by\":\"ann\",\"at\":\"2026-03-01T10:00:30Z\",\"note\":\"on it\"}");
    private static final String ALERTS = "{\"alerts\":[" + FIRING + "," + RESOLVED + "]}";
    private static final String SILENCE = "{\"id\":\"6a1f\",\"rule\":null,\"labels\":{\"replica\":\"one\"},"
            + "\"until\":\"2026-03-01T12:00:00Z\",\"by\":\"ann\",\"reason\":\"restored\"}";

    private TestingCli cli;

    @BeforeEach
    void open(@TempDir Path home) {
        cli = new TestingCli(home);
        cli.server
                .on("GET /v1/alerts", 200, ALERTS)
                .on("POST /v1/alerts/00ff00ff00ff00ff/acknowledge", 200, FIRING)
                .on("GET /v1/alerts/silences", 200, "{\"silences\":[" + SILENCE + "]}")
                .on("POST /v1/alerts/silences", 201, SILENCE)
                .on("DELETE /v1/alerts/silences/6a1f", Reply.of(204, "application/json", ""));
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void alertsAreListedAndTheExitCodeTellsOfThemOnRequest() {
        assertThat(cli.run("alert", "list").out()).isEqualTo("""
                ID                SEVERITY  STATE     RULE          ABOUT            VALUE  SINCE                 LOOKED AFTER BY
                00ff00ff00ff00ff  high      firing    breaker-open  breaker=primary  1.5    2026-03-01T10:00:00Z  -
                11ff00ff00ff00ff  high      resolved  breaker-open  breaker=primary  -      2026-03-01T10:00:00Z  ann
                1 alert firing.
                """);
        assertThat(cli.run("alert", "list", "--firing").out()).doesNotContain("resolved");
        assertThat(cli.run("alert", "list", "--json").out()).isEqualTo(ALERTS + "\n");
        assertThat(cli.run("alert", "list").code()).isEqualTo(ExitCode.OK);
        assertThat(cli.run("alert", "list", "--check").code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void oneIsLookedAfter() {
        assertThat(cli.run("alert", "acknowledge", "00ff00ff00ff00ff", "--note", "on it")
                        .out())
                .isEqualTo("breaker-open is looked after.\n");
        assertThat(cli.server.last().body()).isEqualTo("{\"note\":\"on it\"}");
    }

    @Test
    void silencesAreMadeListedAndEnded() {
        assertThat(cli.run("alert", "silence", "--label", "replica=one", "--for", "90s", "--reason", "restored")
                        .out())
                .isEqualTo("Silent until 2026-03-01T12:00:00Z: 6a1f\n");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"labels\":{\"replica\":\"one\"},\"minutes\":1.5,\"reason\":\"restored\"}");
        assertThat(cli.run("alert", "silences").out()).isEqualTo("""
                ID    RULE  ABOUT        UNTIL                 BY   REASON
                6a1f  all   replica=one  2026-03-01T12:00:00Z  ann  restored
                """);
        assertThat(cli.run("alert", "end-silence", "6a1f").out()).isEqualTo("It has ended.\n");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(cli.run("alert").err()).contains("list, acknowledge, silences");
        assertThat(cli.run("alert", "silence", "--for", "soon", "--reason", "x").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("alert", "silence", "--for", "1h").code()).isEqualTo(ExitCode.USAGE);
    }
}
