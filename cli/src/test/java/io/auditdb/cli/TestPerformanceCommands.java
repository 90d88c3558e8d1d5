package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is below performance, through the client, against a server that answers as scripted. */
class TestPerformanceCommands {
    private static final String SLOW = "GET /v1/performance/statements";
    private static final String HEAD =
            "{\"source\":\"pg_stat_statements\",\"from\":\"2026-03-01T10:00:00Z\",\"to\":\"2026-03-02T10:05:00Z\","
                    + "\"totalMillis\":9000.0,\"slowestMillis\":4500.0,\"statements\":[";
    private static final String STATEMENT =
            "{\"id\":\"00000000000000ff\",\"node\":\"primary\",\"text\":\"SELECT \\\"a\\\", $1\",\"calls\":2,"
                    + "\"totalMillis\":9000.0,\"meanMillis\":4500.0,\"meanMillisBefore\":1500.0,\"share\":1,\"rows\":1,"
                    + "\"blocksHit\":2,\"blocksRead\":3,\"blocksSpilled\":4,\"walBytes\":5,\"plan\":[\"Result\"],"
                    + "\"advice\":[\"asks for nothing\"]}";
    private static final String REPORT = HEAD + STATEMENT + "],\"remarks\":[\"one: is away\"]}";
    private static final String TABLES =
            "{\"tables\":[{\"table\":\"audit_event\",\"partitions\":2,\"bytes\":4096,\"indexBytes\":8192,\"rows\":10,"
                    + "\"deadRows\":1,\"airBytes\":null,\"changedRows\":3,\"vacuumed\":\"2026-03-01T10:00:00Z\","
                    + "\"analyzed\":null,\"freezeAge\":77}]}";
    private static final String ADVICE =
            "{\"advice\":[{\"kind\":\"index-unused\",\"subject\":\"some_index\",\"recommendation\":\"drop it\","
                    + "\"evidence\":\"0 scans\",\"statements\":[\"DROP INDEX some_index\"]},"
                    + "{\"kind\":\"setting-memory\",\"subject\":\"shared_buffers\",\"recommendation\":\"lower it\","
                    + "\"evidence\":\"90 % of RAM\",\"statements\":[]}],\"remarks\":[]}";

    private static final String FORECAST =
            "{\"forecasts\":[{\"figure\":\"events\",\"kind\":\"total\",\"unit\":\"events\",\"last\":12,"
                    + "\"method\":\"seasonal_trend\",\"error\":{\"mean\":1,\"repeated\":2,\"actual\":10,\"hours\":168},"
                    + "\"knownHours\":504,\"points\":[{\"hour\":\"2026-03-02T10:00:00Z\",\"expected\":12.5,\"low\":11,"
                    + "\"high\":14}]}],\"remarks\":[\"pool:old: too little is known\"]}";

    private TestingCli cli;

    @BeforeEach
    void open(@TempDir Path home) {
        cli = new TestingCli(home);
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void slowStatementsAreShownWithWhatToDo() {
        cli.server.on(SLOW, 200, REPORT);
        assertThat(cli.run("performance", "monitor", "slow-queries").out()).isEqualTo("""
                From 2026-03-01T10:00:00Z to 2026-03-02T10:05:00Z by pg_stat_statements: 9 s altogether.
                Note: one: is away
                MEAN MS   BEFORE MS  CALLS  TOTAL MS  SHARE %  ROWS  NODE     ID                STATEMENT
                4500.000  1500.000   2      9000.000  100      1     primary  00000000000000ff  SELECT "a", $1

                00000000000000ff on primary:
                  it asks for nothing
                """);
        assertThat(cli.server.last().query()).isEqualTo("period=86400s&threshold=1000ms&order=mean&limit=20");
        assertThat(cli.run("performance", "monitor", "slow-queries", "--plans").out())
                .endsWith("  it asks for nothing\n  SELECT \"a\", $1\n    Result\n");
        assertThat(cli.run("performance", "monitor", "slow-queries", "--json").out())
                .isEqualTo(REPORT + "\n");
        assertThat(cli.run("performance", "monitor", "slow-queries", "--format", "csv")
                        .out())
                .isEqualTo(String.join(
                        "\r\n",
                        "MEAN MS,BEFORE MS,CALLS,TOTAL MS,SHARE %,ROWS,NODE,ID,STATEMENT",
                        "4500.000,1500.000,2,9000.000,100,1,primary,00000000000000ff,\"SELECT \"\"a\"\", $1\"",
                        ""));
    }

    @Test
    void withoutSlowOnesTheSlowestIsNamed() {
        cli.server.on(SLOW, 200, HEAD + "],\"remarks\":[]}");
        assertThat(cli.run(
                                "performance",
                                "monitor",
                                "slow-queries",
                                "--threshold",
                                "5000",
                                "--period",
                                "1h",
                                "--order",
                                "calls",
                                "--limit",
                                "3",
                                "--refresh")
                        .out())
                .endsWith("No statement took 5000 ms or longer on average; the slowest took 4500 ms.\n");
        assertThat(cli.server.last().query())
                .isEqualTo("period=3600s&threshold=5000ms&order=calls&limit=3&refresh=true");
    }

    @Test
    void whatIsWrongWithAnOptionIsSaid() {
        var misused = cli.run("performance", "monitor", "slow-queries", "--limit", "0");
        assertThat(misused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(misused.err()).contains("--limit must be between 1 and 200");
        assertThat(cli.run("performance", "monitor", "slow-queries", "--period", "long")
                        .err())
                .contains("--period long: expected a span");
        assertThat(cli.run("performance", "monitor", "slow-queries", "--order", "colour")
                        .err())
                .contains("--order");
    }

    @Test
    void tablesAreShownInThreeFormats() {
        cli.server.on("GET /v1/performance/tables", 200, TABLES);
        assertThat(cli.run("performance", "monitor", "tables").out()).isEqualTo("""
                TABLE        PARTITIONS  BYTES  INDEXES  ROWS  DEAD  AIR  CHANGED  VACUUMED              ANALYZED  AGE
                audit_event  2           4 KB   8 KB     10    1     ?    3        2026-03-01T10:00:00Z  never     77
                """);
        assertThat(cli.run("performance", "monitor", "tables", "--json").out()).isEqualTo(TABLES + "\n");
        assertThat(cli.run("performance", "monitor", "tables", "--format", "csv")
                        .out())
                .endsWith("\r\naudit_event,2,4096,8192,10,1,,3,2026-03-01T10:00:00Z,,77\r\n");
    }

    @Test
    void whatIsExpectedIsShownWithHowFarItWasOff() {
        cli.server.on("GET /v1/performance/forecast", 200, FORECAST);
        assertThat(cli.run("performance", "forecast").out()).isEqualTo("""
                FIGURE  LAST HOUR  AHEAD  EXPECTED         MOST IN               OFF BY %  REPEATING %  METHOD          KNOWN
                events  12         1h     12.5 altogether  2026-03-02T10:00:00Z  10        20           seasonal trend  21d
                Note: pool:old: too little is known
                """);
        assertThat(cli.server.last().query()).isEqualTo("horizon=168h");
        assertThat(cli.run("performance", "forecast", "--hourly", "--format", "csv")
                        .out())
                .isEqualTo("FIGURE,HOUR,EXPECTED,LOW,HIGH\r\nevents,2026-03-02T10:00:00Z,12.5,11,14\r\n");
        assertThat(cli.run("performance", "forecast", "--json").out())
                .contains("\"expected\":12.5", "\"method\":\"seasonal_trend\"", "\"knownHours\":504");
        assertThat(cli.run("performance", "forecast", "--horizon", "soon").err())
                .contains("--horizon soon: ");
    }

    @Test
    void adviceAboutSettingsIsShownWithItsReason() {
        cli.server.on("GET /v1/performance/advice", 200, ADVICE);
        assertThat(cli.run("performance", "optimize", "config").out()).isEqualTo("""
                setting-memory: shared_buffers
                  lower it
                  because 90 % of RAM
                """);
        assertThat(cli.run("performance", "advise").out())
                .startsWith("index-unused: some_index\n  drop it\n  because 0 scans\n    DROP INDEX some_index\n");
        assertThat(cli.run("performance", "advise", "--json").out()).isEqualTo(ADVICE + "\n");
        assertThat(cli.run("performance", "optimize", "config", "--json").out())
                .contains("\"kind\":\"setting-memory\"");
    }

    @Test
    void aBenchmarkMakesTheRequestsAndSaysHowLongTheyTook() {
        cli.server
                .on("POST /v1/events", 503, "{\"code\":\"STOPPING\",\"detail\":\"The platform is stopping\"}")
                .on("GET /v1/events", 200, "{\"events\":[]}");
        var run = cli.run(
                "performance",
                "benchmark",
                "--tenant",
                "t",
                "--events",
                "4",
                "--batch",
                "2",
                "--queries",
                "3",
                "-c",
                "2");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).containsPattern("append 2 +0 +0 .* 2\n").containsPattern("query 20 +3 +\\d+ .* 0\n");
        assertThat(run.out()).contains("The first failure: ");
        assertThat(cli.run("performance", "benchmark", "--tenant", "t", "-c", "0")
                        .err())
                .contains("--callers must be between 1 and 256");
        assertThat(cli.run("performance", "benchmark").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theSummaryNamesWhatCostsMostWhatIsLargestAndWhatToChange() {
        cli.server
                .on(SLOW, 200, REPORT)
                .on("GET /v1/performance/tables", 200, TABLES)
                .on("GET /v1/performance/advice", 200, ADVICE);
        assertThat(cli.run("performance", "monitor", "summary").out())
                .contains("What took most time", "SELECT \"a\", $1", "What is largest", "audit_event")
                .contains("What to change", "index-unused: some_index", "    DROP INDEX some_index");
    }
}
