package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.EffectiveConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about the daemon's own process, and those that work in place of it. */
class TestDaemonCommands {
    private static final String POOL = "{\"name\":\"primary-read\",\"state\":\"overloaded\",\"min\":2,\"max\":20,"
            + "\"size\":4,\"active\":3,\"idle\":1,\"waiting\":5,\"failed\":6,"
            + "\"acquire\":{\"count\":7,\"p50Millis\":0.002,\"p95Millis\":1,\"p99Millis\":2,\"longestMillis\":20.0},"
            + "\"use\":{\"count\":8,\"p50Millis\":1.5,\"p95Millis\":3,\"p99Millis\":9,\"longestMillis\":30.0},"
            + "\"lanes\":[{\"lane\":\"interactive\",\"active\":3,\"waiting\":5,\"acquired\":100,\"refused\":9,"
            + "\"timedOut\":10}],\"resizes\":[{\"at\":\"2026-03-02T07:45:00Z\",\"from\":2,\"to\":4,"
            + "\"why\":\"2.0 in use and 1.5 waiting\"}]}";

    private static final String HEALTH = "{\"status\":\"degraded\",\"checks\":["
            + "{\"name\":\"disk\",\"status\":\"degraded\",\"message\":\"90% full\","
            + "\"advice\":\"make room\",\"since\":\"2026-03-01T00:00:00Z\"},"
            + "{\"name\":\"pool\",\"status\":\"up\",\"message\":\"\",\"advice\":\"\",\"since\":\"2026-03-01T00:00:00Z\"}]}";

    @TempDir
    private Path home;

    private TestingCli cli;

    @BeforeEach
    void open() {
        cli = new TestingCli(home);
    }

    @AfterEach
    void close() throws IOException {
        Optional<ProcessHandle> daemon = files().process();
        if (daemon.isPresent() && !daemon.get().equals(ProcessHandle.current())) {
            daemon.get().destroyForcibly();
        }
        cli.close();
    }

    @Test
    void startWaitsUntilTheDaemonIsReadyAndStopUntilItIsGone() throws IOException {
        cli.environment.clear();
        var started = cli.start(daemon("ready"), "--timeout", "60s");
        assertThat(started.err()).isEmpty();
        assertThat(started.code()).isEqualTo(ExitCode.OK);
        assertThat(started.out()).contains("ready at http://127.0.0.1:");
        ProcessHandle process = files().process().orElseThrow();

        var again = cli.start(daemon("ready"));
        assertThat(again.out()).contains("running already, process " + process.pid());
        var status = cli.run("status");
        assertThat(status.code()).isEqualTo(ExitCode.OK);
        assertThat(status.out()).contains("running, process " + process.pid(), "health   up");

        var stopped = cli.run("stop");
        assertThat(stopped.code()).isEqualTo(ExitCode.OK);
        assertThat(process.isAlive()).isFalse();
        assertThat(cli.run("stop").out()).contains("No daemon is running");
        assertThat(cli.run("status").code()).isEqualTo(ExitCode.CANNOT_CONNECT);
    }

    @Test
    void aDaemonThatDiesShowsTheEndOfItsLog() throws IOException {
        var result = cli.start(daemon("dies"), "--timeout", "60s");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("  | the port is taken", "ended with exit code 1", "daemon.log");
        var second = cli.start(daemon("dies"), "--timeout", "60s");
        assertThat(second.err().split("the port is taken", -1)).hasSize(2);
    }

    @Test
    void aDaemonThatIsNotReadyInTimeIsNamed() throws IOException {
        var result = cli.start(daemon("slow"), "--timeout", "300ms");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not ready after 0.3 s");
        long pid = Long.parseLong(result.err().replaceAll("(?s).*process (\\d+).*", "$1"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aProcessIdThatWasGivenToAnotherProgramIsNotTakenForTheDaemon() throws IOException {
        Path pid = home.resolve("var/run/daemon.pid");
        Files.createDirectories(pid.getParent());
        Files.writeString(pid, ProcessHandle.current().pid() + "\n" + Instant.parse("2020-01-01T00:00:00Z") + "\n");
        assertThat(files().process()).isEmpty();
        assertThat(cli.run("stop").out()).contains("No daemon is running");
        Files.writeString(pid, "rubbish");
        var damaged = cli.run("stop");
        assertThat(damaged.code()).isEqualTo(ExitCode.FAILED);
        assertThat(damaged.err()).contains("daemon.pid is damaged");
        Files.delete(pid);
    }

    @Test
    void statusShowsEachCheck() {
        cli.server.on("GET /health", 200, HEALTH);
        var status = cli.run("status");
        assertThat(status.code()).isEqualTo(ExitCode.OK);
        assertThat(status.out())
                .contains(
                        "disk: degraded since 2026-03-01T00:00:00Z, 90% full",
                        "what to do: make room", cli.server.url().toString());
        assertThat(cli.run("status", "--json").out())
                .contains("\"running\":true", "\"health\":\"degraded\"", "\"message\":\"90% full\"");
    }

    @Test
    void performanceShowsTheHealthAndThePools() {
        cli.server.on("GET /health", 200, HEALTH).on("GET /v1/performance/pools", 200, "{\"pools\":[" + POOL + "]}");
        assertThat(cli.run("performance", "client", "health").out()).isEqualTo("""
                health   degraded
                  disk: degraded since 2026-03-01T00:00:00Z, 90% full
                    what to do: make room
                  pool: up

                POOL          STATE       SIZE  BOUNDS  ACTIVE  IDLE  WAITING  FAILED  ACQUIRE P50  P99   USE P50  P99
                primary-read  overloaded  4     2-20    3       1     5        6       0 ms         2 ms  1.5 ms   9 ms

                POOL          LANE         ACTIVE  WAITING  ACQUIRED  REFUSED  TIMED OUT
                primary-read  interactive  3       5        100       9        10
                2026-03-02T07:45:00Z primary-read from 2 to 4: 2.0 in use and 1.5 waiting
                """);
        assertThat(cli.run("performance", "client", "health", "--json").out())
                .contains("\"health\":\"degraded\"", "\"message\":\"90% full\"", "\"pools\":[" + POOL + "]");
        assertThat(cli.run("performance").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("performance", "client").err()).contains("health");
        assertThat(cli.run("performance", "client", "health", "--help").out()).contains("--json");
    }

    @Test
    void runIsTheDaemonFromWhenTheDirectoryIsItsOwnUntilItEnds() throws IOException {
        var seen = new ArrayList<Optional<ProcessHandle>>();
        var platform = new FakePlatform() {
            @Override
            public void run(Path config, boolean demo, Runnable claimed) throws IOException {
                seen.add(files().process());
                claimed.run();
                seen.add(files().process());
                seen.add(
                        demo && config.toString().equals("x.yaml")
                                ? Optional.empty()
                                : Optional.of(ProcessHandle.current()));
            }
        };
        cli.platform = () -> platform;
        assertThat(cli.run("run", "--demo", "--config", "x.yaml").code()).isEqualTo(ExitCode.OK);
        assertThat(seen).containsExactly(Optional.empty(), Optional.of(ProcessHandle.current()), Optional.empty());
        assertThat(files().process()).isEmpty();
    }

    @Test
    void aRunThatDoesNotGetTheDirectoryLeavesTheOtherAlone() throws IOException {
        files().prepare();
        files().writeProcess();
        var other = Files.readString(home.resolve("var/run/daemon.pid"));
        cli.platform = () -> new FakePlatform() {
            @Override
            public void run(Path config, boolean demo, Runnable claimed) {
                throw new AuditDbException(StandardErrorCode.CONFLICT, "Another audit-db already runs");
            }
        };
        var result = cli.run("run");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("Another audit-db already runs");
        assertThat(home.resolve("var/run/daemon.pid")).hasContent(other);
    }

    @Test
    void configIsShownAndEveryFaultOfItListed() {
        cli.platform = FakePlatform::new;
        assertThat(cli.run("config", "show").out()).contains("preset: test");
        assertThat(cli.run("config", "show", "--json").out()).contains("\"preset\":{\"value\":\"test\"");
        assertThat(cli.run("config", "validate").out()).contains("valid");
        cli.platform = () -> new FakePlatform() {
            @Override
            public EffectiveConfiguration configuration(Path config) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "The configuration cannot be used",
                        List.of(new Fault("http.prot", "is unknown"), new Fault("preset", "is unknown")));
            }
        };
        var faulty = cli.run("config", "validate");
        assertThat(faulty.code()).isEqualTo(ExitCode.FAILED);
        assertThat(faulty.err()).contains("  http.prot: is unknown\n  preset: is unknown\n");
    }

    @Test
    void settingsAreSetByTheDaemonWhereThereIsOne() {
        cli.platform = FakePlatform::new;
        cli.server.on(
                "POST /v1/configuration/settings",
                200,
                "{\"changes\":[{\"subject\":\"cache.ttl\",\"kind\":\"adjust\",\"detail\":\"cache\"}]}");
        cli.input = "pass word\n";
        var set = cli.run("config", "set", "cache.ttl=2m", "database.url=-", "--dry-run");
        assertThat(set.err()).isEmpty();
        assertThat(set.out()).isEqualTo("adjust cache.ttl (cache)\n");
        assertThat(cli.server.last().body())
                .contains("\"dryRun\":true", "\"settings\":{\"cache.ttl\":\"2m\",\"database.url\":\"pass word\"}");
        assertThat(cli.run("config", "unset", "cache.ttl", "--json").out())
                .isEqualTo("{\"changes\":[{\"subject\":\"cache.ttl\",\"kind\":\"adjust\",\"detail\":\"cache\"}]}\n");
        assertThat(cli.server.last().body()).contains("\"dryRun\":false", "\"settings\":{\"cache.ttl\":null}");

        var secret = cli.run("config", "set", "plugins.other.api-token=open");
        assertThat(secret.code()).isEqualTo(ExitCode.USAGE);
        assertThat(secret.err()).contains("plugins.other.api-token is secret").doesNotContain("open\n");
        var mistaken = cli.run("config", "unset", "database.url=postgresql://u:pw@h/db");
        assertThat(mistaken.code()).isEqualTo(ExitCode.USAGE);
        assertThat(mistaken.err().split("Usage", -1)[0]).doesNotContain("pw@");
    }

    @Test
    void settingsAreSetWithoutADaemonToo() {
        cli.environment.clear();
        var platform = new FakePlatform();
        cli.platform = () -> platform;
        assertThat(cli.run("config", "set", "cache.ttl=2m").out()).isEqualTo("cache.ttl changes with the next start\n");
        assertThat(cli.run("config", "unset", "cache.ttl", "--dry-run").code()).isEqualTo(ExitCode.OK);
        assertThat(platform.asked).containsExactly("{cache.ttl=Optional[2m]}", "{cache.ttl=Optional.empty} tried");
        platform.good = false;
        assertThat(cli.run("config", "set", "cache.ttl=2m").out()).isEqualTo("The file says so already.\n");
        cli.input = "";
        assertThat(cli.run("config", "set", "database.url=-").code()).isEqualTo(ExitCode.USAGE);
        var secret = cli.run("config", "set", "database.url=open");
        assertThat(secret.code()).isEqualTo(ExitCode.USAGE);
        assertThat(secret.err()).contains("database.url is secret");
    }

    @Test
    void migrationsAreReportedAsATableOrJson() {
        var platform = new FakePlatform();
        cli.platform = () -> platform;
        var status = cli.run("migrate", "status");
        assertThat(status.code()).isEqualTo(ExitCode.OK);
        assertThat(status.out()).isEqualTo("VERSION  STATE\n1        applied\nAll good.\n");
        assertThat(cli.run("migrate", "up", "--dry-run", "--json").out())
                .isEqualTo(
                        "{\"good\":true,\"summary\":\"All good.\",\"rows\":[{\"VERSION\":\"1\",\"STATE\":\"applied\"}]}\n");
        for (String work : new String[] {"verify", "rollback", "verify-compliance", "seed-policies", "seed-presets"}) {
            cli.run("migrate", work);
        }
        assertThat(platform.asked)
                .containsExactly(
                        "STATUS false",
                        "UP true",
                        "VERIFY false",
                        "ROLLBACK false",
                        "VERIFY_COMPLIANCE false",
                        "SEED_POLICIES false",
                        "SEED_PRESETS false");
        platform.good = false;
        assertThat(cli.run("migrate", "verify").code()).isEqualTo(ExitCode.FAILED);
    }

    private DaemonFiles files() {
        return new DaemonFiles(home.resolve("var"));
    }

    private List<String> daemon(String behaviour) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingDaemon.class.getName(),
                home.resolve("var").toString(),
                behaviour);
    }
}
