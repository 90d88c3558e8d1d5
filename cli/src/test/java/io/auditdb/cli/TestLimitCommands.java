package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands limit and replica, through the client, against a server that answers as scripted. */
class TestLimitCommands {
    private static final String PRIMARY = "{\"component\":\"breaker:primary\",\"section\":\"resilience.primary\","
            + "\"limits\":[{\"name\":\"failures\",\"value\":\"7\",\"configured\":\"5\",\"description\":\"Failures\"},"
            + "{\"name\":\"window\",\"value\":\"30s\",\"configured\":\"30s\",\"description\":\"Window\"}]}";
    private static final String RETRY = "{\"component\":\"retry\",\"section\":\"resilience.retry\",\"limits\":["
            + "{\"name\":\"attempts\",\"value\":\"3\",\"configured\":\"3\",\"description\":\"Attempts\"}]}";
    private static final String REPLICAS = "{\"replicas\":[{\"name\":\"one\",\"healthy\":true,\"problem\":null,"
            + "\"since\":\"2026-03-01T10:00:00Z\",\"breaker\":\"closed\",\"timeline\":2,\"replayed\":123,"
            + "\"lagMillis\":40.5,\"lagBytes\":2048,\"latencyMillis\":0.789,\"active\":3,\"max\":8,\"reads\":10},"
            + "{\"name\":\"two\",\"healthy\":false,\"problem\":\"does not answer\",\"since\":\"2026-03-01T10:00:00Z\","
            + "\"breaker\":\"open\",\"timeline\":null,\"replayed\":null,\"lagMillis\":null,\"lagBytes\":null,"
            + "\"latencyMillis\":null,\"active\":0,\"max\":2,\"reads\":0}],\"primaryReads\":4,\"fallbacks\":1}";

    private TestingCli cli;

    @BeforeEach
    void open(@TempDir Path home) {
        cli = new TestingCli(home);
        cli.server
                .on("GET /v1/limits", 200, "{\"components\":[" + PRIMARY + "," + RETRY + "]}")
                .on("POST /v1/limits/breaker%3Aprimary", 200, "{\"before\":" + PRIMARY + "}")
                .on("GET /v1/replicas", 200, REPLICAS);
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void limitsAreListedWithWhatIsConfigured() {
        assertThat(cli.run("limit", "list").out()).isEqualTo("""
                COMPONENT        LIMIT     VALUE  CONFIGURED  IN
                breaker:primary  failures  7      5           resilience.primary
                breaker:primary  window    30s    30s         resilience.primary
                retry            attempts  3      3           resilience.retry
                """);
        assertThat(cli.run("limit", "list", "retry", "--json").out()).isEqualTo("{\"components\":[" + RETRY + "]}\n");
        assertThat(cli.run("limit", "list", "door").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aChangeSaysWhatWasBeforeAndHowLongItLasts() {
        assertThat(cli.run("limit", "set", "breaker:primary", "failures=9", "window=1m")
                        .out())
                .isEqualTo("""
                failures is 9 now; it was 7
                window is 1m now; it was 30s
                Until the next start. To keep it, set it in the configuration (resilience.primary).
                """);
        assertThat(cli.server.last().body()).isEqualTo("{\"failures\":\"9\",\"window\":\"1m\"}");
        assertThat(cli.run("limit", "set", "breaker:primary", "failures=9", "--json")
                        .out())
                .isEqualTo("{\"component\":\"breaker:primary\",\"changed\":["
                        + "{\"name\":\"failures\",\"before\":\"7\",\"after\":\"9\"}]}\n");
        assertThat(cli.run("limit", "set", "breaker:primary").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("limit", "set", "breaker:none", "failures=9").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("limit").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void replicasAreListed() {
        assertThat(cli.run("replica", "list").out()).isEqualTo("""
                NAME  STATE      SINCE                 BREAKER  TIMELINE  LAG      BYTES  LATENCY  IN USE  READS  WHY
                one   healthy    2026-03-01T10:00:00Z  closed   2         40.5 ms  2 KB   0.7 ms   3 of 8  10
                two   not asked  2026-03-01T10:00:00Z  open     -         -        -      -        0 of 2  0      does not answer
                The primary has answered 4 queries; 1 had to be asked again elsewhere.
                """);
        assertThat(cli.run("replica", "list", "--json").out()).isEqualTo(REPLICAS + "\n");
        assertThat(cli.run("replica").code()).isEqualTo(ExitCode.USAGE);
    }
}
