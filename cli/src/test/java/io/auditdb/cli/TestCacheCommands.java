package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.ScriptedServer.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command cache, through the client, against a server that answers as scripted. */
class TestCacheCommands {
    private static final String ID = "11111111-2222-4333-8444-555555555555";
    private static final String REPORT = "{\"enabled\":true,"
            + "\"settled\":{\"hits\":1999,\"misses\":1,\"hitRatio\":0.9995},"
            + "\"current\":{\"hits\":0,\"misses\":0,\"hitRatio\":0},\"loads\":142,\"joined\":17,"
            + "\"meanLoadMillis\":4.257,\"looks\":1500,\"meanLookMillis\":0.211,\"refreshed\":3,\"outdated\":5,\"unusable\":0,\"tiers\":["
            + "{\"name\":\"cache-local\",\"reach\":\"local\",\"breaker\":\"closed\",\"failures\":0,"
            + "\"bypassed\":0,\"hits\":1900,\"stats\":{\"hits\":1901,\"misses\":99,\"puts\":812,"
            + "\"evictions\":{\"capacity\":3,\"expiry\":12},\"entries\":812,\"bytes\":12687770,\"maxBytes\":104857600}},"
            + "{\"name\":\"memory\",\"reach\":\"local\",\"breaker\":\"closed\",\"failures\":0,"
            + "\"bypassed\":0,\"hits\":0,\"stats\":{\"hits\":0,\"misses\":0,\"puts\":0,"
            + "\"evictions\":{},\"entries\":-1,\"bytes\":-1,\"maxBytes\":-1}},"
            + "{\"name\":\"cache-redis\",\"reach\":\"shared\",\"breaker\":\"open\",\"failures\":10,"
            + "\"bypassed\":20,\"hits\":99,\"stats\":null}],"
            + "\"prepared\":{\"statements\":14,\"plans\":{\"custom\":40,\"generic\":900}}}";
    private static final String WARMED = "{\"queries\":["
            + "{\"query\":\"tenant=clinic\",\"events\":100,\"millis\":12,\"problem\":null},"
            + "{\"query\":\"tenant=ops\",\"events\":0,\"millis\":0,\"problem\":\"too slow\"}]}";

    private TestingCli cli;

    @BeforeEach
    void open(@TempDir Path home) {
        cli = new TestingCli(home);
        cli.server
                .on("POST /v1/cache/invalidate", Reply.of(204, "application/json", ""))
                .on("POST /v1/cache/clear", Reply.of(204, "application/json", ""));
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void statsShowWhatCachingBringsInUnitsOfPeople() {
        cli.server.on("GET /v1/cache", 200, REPORT);
        assertThat(cli.run("cache", "stats").out()).isEqualTo("""
                QUERIES  HITS  MISSES  HIT RATIO
                settled  1999  1       99.9 %
                current  0     0       -

                CACHE        REACH   BREAKER  HITS  FAILURES  BYPASSED  ENTRIES  BYTES    OF      EVICTED
                cache-local  local   closed   1900  0         0         812      12.1 MB  100 MB  capacity 3, expiry 12
                memory       local   closed   0     0         0         -        -        -       -
                cache-redis  shared  open     99    10        20        -        -        -       -

                142 loads, 4.2 ms each; 17 joined, 3 ahead; 5 outdated, 0 unusable.
                1500 looks for changes, 0.2 ms each.
                14 prepared statements; plans: custom 40, generic 900.
                """);
        assertThat(cli.run("cache", "stats", "--json").out()).isEqualTo(REPORT + "\n");
    }

    @Test
    void statsSayThatCachingIsOffAndLeaveOutWhatIsNotKnown() {
        String off = "{\"enabled\":false,\"settled\":{\"hits\":0,\"misses\":0,\"hitRatio\":0},"
                + "\"current\":{\"hits\":0,\"misses\":0,\"hitRatio\":0},\"loads\":0,\"joined\":0,"
                + "\"meanLoadMillis\":0,\"looks\":0,\"meanLookMillis\":0,\"refreshed\":0,\"outdated\":0,\"unusable\":0,\"tiers\":[],\"prepared\":null}";
        cli.server.on("GET /v1/cache", 200, off);
        assertThat(cli.run("cache", "stats").out())
                .startsWith("No answers are kept: cache.enabled is false.\n")
                .doesNotContain("REACH", "prepared");
        assertThat(cli.run("cache", "stats", "--json").out()).isEqualTo(off + "\n");
    }

    @Test
    void whatIsNamedIsInvalidated() {
        var done = cli.run(
                "cache",
                "invalidate",
                "--tenant",
                "clinic",
                "--subject",
                "p-1",
                "--subject",
                "p-2",
                "--principal",
                "dr-1",
                "--target",
                "t-1",
                "--event",
                ID,
                "--type",
                "page");
        assertThat(done.code()).isZero();
        assertThat(done.out()).isEqualTo("Made answers of clinic unusable.\n");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"tenant\":\"clinic\",\"tags\":[\"event:" + ID
                        + "\",\"principal:dr-1\",\"subject:p-1\",\"subject:p-2\",\"target:t-1\",\"type:page\"]}");
        assertThat(cli.run("cache", "invalidate", "--pattern", "clinic-*").out())
                .isEqualTo("Made every answer of clinic-* unusable.\n");
        assertThat(cli.server.last().body()).isEqualTo("{\"tenant\":\"clinic-*\",\"tags\":[]}");
        assertThat(cli.run("cache", "invalidate", "--all-tenants").out())
                .isEqualTo("Made every answer of every tenant unusable.\n");
        assertThat(cli.server.last().body()).isEqualTo("{\"tenant\":\"*\",\"tags\":[]}");
    }

    @Test
    void whoseAnswersHasToBeSaidOnce() {
        for (String wrong : List.of(
                "",
                "--subject p-1",
                "--tenant clinic --all-tenants",
                "--tenant clinic --pattern *",
                "--tenant clinic-*",
                "--tenant clinic --event x",
                "--tenant clinic --type count")) {
            String[] arguments = ("cache invalidate " + wrong).split(" ");
            assertThat(cli.run(arguments).code()).as(wrong).isEqualTo(ExitCode.USAGE);
        }
        assertThat(cli.run("cache").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.server.requests()).isEmpty();
    }

    @Test
    void onATerminalItAsksFirst() {
        cli.terminal = true;
        cli.input = "\n";
        var refused = cli.run("cache", "clear");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .isEqualTo("Make every answer of every tenant unusable and empty the caches? [y/N] "
                        + "Nothing was done.\n");
        cli.input = "";
        assertThat(cli.run("cache", "invalidate", "--tenant", "clinic").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.server.requests()).isEmpty();

        cli.input = "y\n";
        assertThat(cli.run("cache", "clear").out()).isEqualTo("Cleared.\n");
        cli.input = "Yes\n";
        assertThat(cli.run("cache", "invalidate", "--tenant", "clinic").code()).isZero();
        cli.input = "";
        assertThat(cli.run("cache", "clear", "--yes").err()).isEmpty();
        assertThat(cli.server.requests())
                .extracting("name")
                .containsExactly("POST /v1/cache/clear", "POST /v1/cache/invalidate", "POST /v1/cache/clear");
    }

    @Test
    void elsewhereItDoesNotAsk() {
        assertThat(cli.run("cache", "clear").code()).isZero();
        assertThat(cli.server.last().name()).isEqualTo("POST /v1/cache/clear");
        assertThat(cli.server.last().body()).isEqualTo("{}");
    }

    @Test
    void aQueryThatCouldNotBeWarmedIsAFailure() {
        cli.server.on("POST /v1/cache/warm", 200, WARMED);
        var warmed = cli.run("cache", "warm");
        assertThat(warmed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(warmed.out()).isEqualTo("""
                QUERY          EVENTS  TOOK   PROBLEM
                tenant=clinic  100     12 ms
                tenant=ops     0       0 ms   too slow
                1 of 2 kept.
                """);
        assertThat(cli.run("cache", "warm", "--json").out()).isEqualTo(WARMED + "\n");
    }

    @Test
    void warmingThatWentWellIsNone() {
        cli.server.on("POST /v1/cache/warm", 200, "{\"queries\":[]}");
        var warmed = cli.run("cache", "warm");
        assertThat(warmed.code()).isZero();
        assertThat(warmed.out()).isEqualTo("0 of 0 kept.\n");
    }

    @Test
    void sizesAndSharesAreRoundedDown() {
        assertThat(Text.bytes(0)).isEqualTo("0 B");
        assertThat(Text.bytes(1023)).isEqualTo("1023 B");
        assertThat(Text.bytes(1536)).isEqualTo("1.5 KB");
        assertThat(Text.bytes((1L << 20) - 1)).isEqualTo("1023.9 KB");
        assertThat(Text.bytes(Long.MAX_VALUE)).isEqualTo("8388607.9 TB");
        assertThat(Text.percent(99_999, 100_000)).isEqualTo("99.9 %");
        assertThat(Text.percent(7, 7)).isEqualTo("100 %");
    }
}
