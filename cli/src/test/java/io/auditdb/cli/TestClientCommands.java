package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.cli.Platform.PluginVerdict;
import io.auditdb.testing.ScriptedServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command that talks to a daemon. */
class TestClientCommands {
    private static final String ID = "11111111-2222-4333-8444-555555555555";
    private static final String EVENT = "{\"id\":\"" + ID + "\",\"occurredAt\":\"2026-01-02T03:04:05Z\","
            + "\"tenant\":\"clinic\",\"action\":\"patient.read\",\"status\":\"success\","
            + "\"principal\":{\"id\":\"u1\",\"name\":\"ann\"},\"target\":{\"type\":\"Observation\",\"id\":\"o1\"},"
            + "\"recordedAt\":\"2026-01-02T03:04:06Z\",\"receipt\":\"7/1/0/1.2.0\"}";
    private static final String APPENDED = "{\"events\":[{\"tenant\":\"clinic\",\"id\":\"" + ID
            + "\",\"duplicate\":false,\"state\":\"stored\",\"receipt\":\"7/1/ff/1.2.0\"}]}";
    private static final String PLUGIN = "{\"name\":\"hello\",\"version\":\"1.0.0\",\"state\":\"ACTIVE\","
            + "\"since\":\"2026-01-01T00:00:00Z\",\"reason\":null,\"extensions\":[\"EventListener: 1\"],\"uses\":\"Json\"}";
    private static final String TOKEN = "{\"id\":\"" + ID + "\",\"name\":\"ci\",\"tenants\":[],\"rights\":[\"read\"],"
            + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"expiresAt\":\"2026-02-01T00:00:00Z\",\"revokedAt\":null";

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
    void everyFilterOfQueryBecomesAParameter() {
        cli.server.on("GET /v1/events", 200, "{\"events\":[],\"next\":null}");
        var result = cli.run(
                "query",
                "--tenant",
                "a",
                "--from",
                "-7d",
                "--to",
                "2026-02-01",
                "--principal",
                "p",
                "--subject",
                "s",
                "--action",
                "iam.*",
                "--target",
                "AWS::S3::Bucket/arn:aws:s3:::x/y",
                "--status",
                "failure",
                "--classification",
                "phi",
                "--correlation",
                "c",
                "--text",
                "word",
                "--limit",
                "5",
                "--cursor",
                "abc",
                "--after",
                "7/1/ff/1.2.0",
                "--workload",
                "analytics");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().query())
                .isEqualTo("tenant=a&from=2026-01-27T04%3A05%3A06Z&to=2026-02-01T00%3A00%3A00Z&principal=p&subject=s"
                        + "&action=iam.*&target=AWS%3A%3AS3%3A%3ABucket%2Farn%3Aaws%3As3%3A%3A%3Ax%2Fy&status=failure"
                        + "&classification=PHI&correlation=c&q=word&cursor=abc&consistency=session"
                        + "&after=7%2F1%2Fff%2F1.2.0&workload=analytics&limit=5");
    }

    @Test
    void aTimeThatIsNoneIsAMistakeOfUsage() {
        var result = cli.run("query", "--from", "yesterday");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--from yesterday", "-7d");
        assertThat(cli.run("query", "--status", "maybe").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("query", "--limit", "0").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTerminalGetsATableAndAPipeGetsLines() {
        cli.server.on("GET /v1/events", 200, "{\"events\":[" + EVENT + "],\"next\":\"abc\"}");
        cli.terminal = true;
        var table = cli.run("query", "--limit", "1");
        assertThat(table.out().lines())
                .containsExactly(
                        "OCCURRED AT           TENANT  ACTION        STATUS   PRINCIPAL  TARGET          ID",
                        "2026-01-02T03:04:05Z  clinic  patient.read  success  ann        Observation/o1  " + ID);
        assertThat(table.err()).contains("--cursor abc");
        cli.terminal = false;
        assertThat(cli.run("query", "--limit", "1").out()).isEqualTo(EVENT + "\n");
    }

    @Test
    void jsonIsTheDocumentOfTheApi() {
        cli.server
                .on("GET /v1/events", 200, "{\"events\":[" + EVENT + "," + EVENT + "],\"next\":\"abc\"}")
                .on("GET /v1/events", 200, "{\"events\":[],\"next\":null}");
        assertThat(cli.run("query", "--json", "--limit", "2").out())
                .isEqualTo("{\"events\":[" + EVENT + "," + EVENT + "],\"next\":\"abc\"}\n");
        assertThat(cli.run("query", "--json").out()).isEqualTo("{\"events\":[],\"next\":null}\n");
    }

    @Test
    void aLargeLimitIsReadPageByPage() {
        cli.server
                .on("GET /v1/events", 200, "{\"events\":[" + EVENT + "],\"next\":\"abc\"}")
                .on("GET /v1/events", 200, "{\"events\":[" + EVENT + "],\"next\":null}");
        assertThat(cli.run("query", "--limit", "600").out()).isEqualTo((EVENT + "\n").repeat(2));
        assertThat(cli.server.requests().get(0).query()).endsWith("limit=500");
        assertThat(cli.server.requests().get(1).query()).contains("cursor=abc").endsWith("limit=500");
    }

    @Test
    void allIsStreamed() {
        cli.server.on("GET /v1/events", Reply.of(200, "application/x-ndjson", (EVENT + "\n").repeat(450)));
        assertThat(cli.run("query", "--all", "--format", "table").out().lines()).hasSize(451);
        assertThat(cli.run("query", "--all").out()).isEqualTo((EVENT + "\n").repeat(450));
        assertThat(cli.run("query", "--all", "--json").out())
                .startsWith("{\"events\":[{")
                .endsWith("],\"next\":null}\n");
        assertThat(cli.server.last().query()).doesNotContain("limit");
    }

    @Test
    void csvComesFromThePlatform() {
        cli.server.on("GET /v1/events", Reply.of(200, "text/csv", "id\r\n1\r\n"));
        assertThat(cli.run("query", "--format", "csv").out()).isEqualTo("id\r\n1\r\n");
        assertThat(cli.server.last().header("Accept")).isEqualTo("text/csv");
        assertThat(cli.server.last().query()).endsWith("limit=100");
    }

    @Test
    void anEventIsAppendedFromOptions() {
        cli.server.on("POST /v1/events", 201, APPENDED);
        var result = cli.run(
                "append",
                "--tenant",
                "clinic",
                "--action",
                "patient.read",
                "--status",
                "success",
                "--principal",
                "ann",
                "--principal-type",
                "practitioner",
                "--subject",
                "p7",
                "--target",
                "Observation/o1",
                "--ip",
                "10.0.0.1",
                "--detail",
                "n=1.50",
                "--detail",
                "text=a b",
                "--id",
                ID);
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).isEqualTo("appended  clinic/" + ID + "  receipt 7/1/ff/1.2.0\n");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"tenant\":\"clinic\",\"occurredAt\":\"2026-02-03T04:05:06Z\",\"id\":\"" + ID + "\","
                        + "\"action\":\"patient.read\",\"status\":\"success\","
                        + "\"principal\":{\"id\":\"ann\",\"type\":\"practitioner\"},\"subject\":{\"id\":\"p7\"},"
                        + "\"target\":{\"type\":\"Observation\",\"id\":\"o1\"},\"session\":{\"ip\":\"10.0.0.1\"},"
                        + "\"details\":{\"n\":1.50,\"text\":\"a b\"}}");
    }

    @Test
    void eventsAreAppendedFromAFileOrStandardInput() throws IOException {
        cli.server.on("POST /v1/events", 201, APPENDED);
        Path file = Files.writeString(home.resolve("e.json"), "[{\"id\":\"" + ID + "\",\"x\":1}]");
        assertThat(cli.run("append", file.toString(), "--tenant", "clinic", "--json")
                        .out())
                .isEqualTo(APPENDED + "\n");
        assertThat(cli.server.last().query()).isEqualTo("tenant=clinic");
        assertThat(cli.server.last().body()).isEqualTo("[{\"id\":\"" + ID + "\",\"x\":1}]");
        cli.input = "{\"action\":\"x\"}";
        assertThat(cli.run("append", "-").code()).isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().body()).startsWith("{\"id\":\"").endsWith("\",\"action\":\"x\"}");
    }

    @Test
    void anAppendWithNothingToAppendIsAMistakeOfUsage() {
        assertThat(cli.run("append").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("append", "f.json", "--action", "x").code()).isEqualTo(ExitCode.USAGE);
        var missing = cli.run("append", home.resolve("none.json").toString());
        assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
        assertThat(missing.err()).contains("none.json").doesNotContain("Internal");
        cli.input = "{\"a\":";
        var malformed = cli.run("append", "-");
        assertThat(malformed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(malformed.err()).contains("Malformed JSON", "line 1");
        assertThat(cli.server.requests()).isEmpty();
    }

    @Test
    void verifySaysWhatItFoundAndEndsWithFourOnAViolation() {
        cli.server
                .on("POST /v1/verify", Reply.of(200, "application/x-ndjson", report(true, "[]", 0)))
                .on("POST /v1/verify", Reply.of(200, "application/x-ndjson", report(false, violation(), 3)));
        var intact = cli.run("verify");
        assertThat(intact.code()).isEqualTo(ExitCode.OK);
        assertThat(intact.out())
                .startsWith("Intact: 2 events (1 not sealed yet)")
                .contains("size 1", "root AAAA", "Note: remarkable");
        var violated = cli.run("verify");
        assertThat(violated.code()).isEqualTo(ExitCode.INTEGRITY_VIOLATION);
        assertThat(violated.out())
                .startsWith("NOT INTACT")
                .contains(
                        "EVENT_CHANGED clinic/" + ID + ": the row was changed",
                        "and 2 more",
                        "No checkpoint lies before");
        var json = cli.run("verify", "--json");
        assertThat(json.code()).isEqualTo(ExitCode.INTEGRITY_VIOLATION);
        assertThat(json.out()).contains("\"intact\":false", "\"event\":\"" + ID + "\"");
    }

    @Test
    void verifyLooksAtThePartThatTheOptionsName() throws IOException {
        cli.server.on("POST /v1/verify", Reply.of(200, "application/x-ndjson", report(true, "[]", 0)));
        cli.run("verify", "--incremental");
        assertThat(cli.server.last().body()).isEqualTo("{\"kind\":\"incremental\"}");
        cli.run("verify", "--event", ID, "--tenant", "clinic");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"kind\":\"event\",\"event\":\"" + ID + "\",\"tenant\":\"clinic\"}");
        Path note = Files.writeString(home.resolve("kept.checkpoint"), "log\n1\nAAAA\n");
        cli.run("verify", "--checkpoint", note.toString());
        assertThat(cli.server.last().body())
                .isEqualTo("{\"kind\":\"checkpoint\",\"checkpoint\":\"log\\n1\\nAAAA\\n\"}");
        int asked = cli.server.requests().size();
        assertThat(cli.run("verify", "--incremental", "--event", ID).code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("verify", "--tenant", "clinic").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("verify", "--checkpoint", home.resolve("none").toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(cli.server.requests()).hasSize(asked);
    }

    @Test
    void theVerificationsOnRecordAreListed() {
        String run = "{\"runs\":[{\"id\":\"" + ID + "\",\"kind\":\"incremental\",\"intact\":true,\"authentic\":true,"
                + "\"fromLeaf\":5,\"toLeaf\":9,\"events\":4,\"unsealed\":0,\"batches\":1,\"checkpoints\":1,"
                + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"durationMillis\":12,\"violationCount\":0,"
                + "\"firstViolation\":null}]}";
        cli.server.on("GET /v1/verify/runs", Reply.of(200, "application/json", run));
        var table = cli.run("verify", "history", "--limit", "3");
        assertThat(table.code()).isEqualTo(ExitCode.OK);
        assertThat(table.out()).contains("incremental", "5-9", "intact");
        assertThat(cli.server.last().query()).isEqualTo("limit=3");
        assertThat(cli.run("verify", "history", "--json").out()).contains("\"toLeaf\":9", "\"authentic\":true");
    }

    @Test
    void aBarIsDrawnOnATerminalOnlyAndWipedAway() {
        String steps = "{\"done\":1,\"total\":2}\n";
        cli.server.on("POST /v1/verify", Reply.of(200, "application/x-ndjson", steps + report(true, "[]", 0)));
        assertThat(cli.run("verify").err()).isEmpty();
        cli.terminal = true;
        assertThat(cli.run("verify").err())
                .contains("\rVerifying [===============               ] 50% 1/2 events")
                .endsWith("\r");
    }

    @Test
    void aProofIsWaitedForAndWritten() throws IOException {
        cli.server
                .on(
                        "GET /v1/events/" + ID + "/proof",
                        Reply.of(202, "application/json", "{}", Map.of("Retry-After", "1")))
                .on("GET /v1/events/" + ID + "/proof", Reply.of(200, "text/plain", "c2sp.org/tlog-proof@v1\n"));
        Path out = home.resolve("p.tlog-proof");
        assertThat(cli.run("proof", ID, "--out", out.toString()).code()).isEqualTo(ExitCode.OK);
        assertThat(out).hasContent("c2sp.org/tlog-proof@v1\n");
        assertThat(cli.run("proof", ID, "--tenant", "clinic").out()).isEqualTo("c2sp.org/tlog-proof@v1\n");
        assertThat(cli.server.last().query()).isEqualTo("tenant=clinic");
        assertThat(cli.run("proof", "no-uuid").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aProofThatTakesTooLongFails() {
        cli.server.on(
                "GET /v1/events/" + ID + "/proof", Reply.of(202, "application/json", "{}", Map.of("Retry-After", "5")));
        var result = cli.run("proof", ID, "--wait", "1s");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("Try again in 5 s.");
    }

    @Test
    void checkpointShowsTheNoteOrItsParts() {
        String note = "log.example\n42\nAAAA\n\n\u2014 log.example sig\n";
        cli.server.on("GET /v1/log/checkpoint", Reply.of(200, "text/plain; charset=utf-8", note));
        assertThat(cli.run("checkpoint").out()).isEqualTo(note);
        assertThat(cli.run("checkpoint", "--json").out())
                .startsWith("{\"origin\":\"log.example\",\"size\":42,\"root\":\"AAAA\",\"note\":\"log");
    }

    @Test
    void anEmptyLogHasNoCheckpoint() {
        var result = cli.run("checkpoint");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("no checkpoint yet");
    }

    @Test
    void theProofThatTheLogGrewIsShownHashByHash() {
        cli.server.on("GET /v1/log/consistency", 200, "{\"from\":7,\"to\":9,\"consistency\":[\"AQ==\",\"Ag==\"]}");
        assertThat(cli.run("log", "consistency", "--from", "7").out()).isEqualTo("AQ==\nAg==\n");
        assertThat(cli.run("log", "consistency", "--from", "7", "--json").out())
                .isEqualTo("{\"from\":7,\"to\":9,\"consistency\":[\"AQ==\",\"Ag==\"]}\n");
        assertThat(cli.server.last().query()).isEqualTo("from=7");
        cli.run("log", "consistency", "--from", "7", "--to", "9");
        assertThat(cli.server.last().query()).isEqualTo("from=7&to=9");
    }

    @Test
    void keysAreListedAndRotated() {
        String keys = "{\"keys\":[{\"vkey\":\"log+2+B\",\"state\":\"ACTIVE\",\"since\":\"2026-01-01T00:00:00Z\","
                + "\"until\":null,\"rotation\":\"note\"},{\"vkey\":\"log+1+A\",\"state\":\"RETIRING\","
                + "\"since\":\"2025-01-01T00:00:00Z\",\"until\":\"2026-02-01T00:00:00Z\",\"rotation\":null}]}";
        cli.server.on("GET /v1/log/keys", 200, keys).on("POST /v1/log/keys/rotate", 200, keys);
        assertThat(cli.run("key", "list").out().lines())
                .anyMatch(line -> line.matches("active +2026-01-01T00:00:00Z +- +log\\+2\\+B"))
                .anyMatch(line -> line.matches("retiring +2025-01-01T00:00:00Z +2026-02-01T00:00:00Z +log\\+1\\+A"));
        assertThat(cli.run("key", "list", "--json").out()).isEqualTo(keys + "\n");
        assertThat(cli.run("key", "rotate", "--overlap", "7d", "--dry-run").code())
                .isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().body()).isEqualTo("{\"dryRun\":true,\"overlap\":\"604800s\"}");
        assertThat(cli.run("key", "rotate", "--json").out()).isEqualTo(keys + "\n");
        assertThat(cli.server.last().body()).isEqualTo("{\"dryRun\":false}");
        assertThat(cli.run("key", "rotate", "--overlap", "soon").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theKeyIsShownInPartsOrAsVkeyOnly() {
        cli.server.on("GET /v1/log/key", Reply.of(200, "text/plain", "log.example+0a1b2c3d+AQID+4=\n"));
        assertThat(cli.run("key", "show", "--vkey").out()).isEqualTo("log.example+0a1b2c3d+AQID+4=\n");
        cli.server.on("GET /v1/witness/key", Reply.of(200, "text/plain", "w.example+0a1b2c3e+BAID+4=\n"));
        assertThat(cli.run("key", "show", "--witness", "--vkey").out()).isEqualTo("w.example+0a1b2c3e+BAID+4=\n");
        assertThat(cli.run("key", "show", "--witness").out()).contains("witness w.example\n");
        assertThat(cli.run("key", "show").out()).contains("key id  0a1b2c3d");
        assertThat(cli.run("key", "show", "--json").out()).contains("\"keyId\":\"0a1b2c3d\"");
    }

    @Test
    void pluginsAreListedAndChanged() throws IOException {
        Path jar = Files.writeString(home.resolve("hello.jar"), "jar");
        cli.server
                .on("GET /v1/plugins", 200, "{\"plugins\":[" + PLUGIN + "]}")
                .on("POST /v1/plugins", 201, PLUGIN)
                .on("POST /v1/plugins/hello/enable", 200, PLUGIN)
                .on("POST /v1/plugins/hello/disable", 200, PLUGIN)
                .on("POST /v1/plugins/hello/swap", 200, PLUGIN)
                .on("DELETE /v1/plugins/hello", Reply.of(204, "application/json", ""));
        assertThat(cli.run("plugin", "list").out().lines())
                .containsExactly(
                        "NAME   VERSION  STATE   PROVIDES          REASON", "hello  1.0.0    active  EventListener: 1");
        assertThat(cli.run("plugin", "list", "--json").out()).isEqualTo("{\"plugins\":[" + PLUGIN + "]}\n");
        var platform = new FakePlatform();
        platform.verdict = new PluginVerdict(true, "hello", "1.0.0", "Json, network", List.of());
        cli.platform = () -> platform;
        var installed = cli.run("plugin", "install", jar.toString());
        assertThat(installed.code()).isEqualTo(ExitCode.OK);
        assertThat(installed.out().lines())
                .containsExactly("hello 1.0.0 uses Json, network", "It can be installed.", "hello 1.0.0 active");
        for (String change : new String[] {"enable", "disable", "swap"}) {
            assertThat(cli.run("plugin", change, "hello").out()).isEqualTo("hello 1.0.0 active\n");
            assertThat(cli.server.last().name()).isEqualTo("POST /v1/plugins/hello/" + change);
        }
        assertThat(cli.run("plugin", "remove", "hello").out()).isEqualTo("hello removed\n");
        assertThat(cli.run("plugin", "install", "none.jar").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("plugin", "enable", "none").code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aPluginIsCheckedBeforeItIsInstalled() throws IOException {
        Path jar = Files.writeString(home.resolve("hello.jar"), "jar");
        var platform = new FakePlatform();
        cli.platform = () -> platform;
        platform.verdict = new PluginVerdict(
                false, "hello", "1.0.0", null, List.of(new PluginVerdict.Finding("error", "it would end the process")));

        var checked = cli.run("plugin", "check", jar.toString(), "--start", "--set", "url=http://127.0.0.1/");
        assertThat(checked.code()).isEqualTo(ExitCode.FAILED);
        assertThat(checked.out().lines())
                .containsExactly(
                        "error: it would end the process",
                        "hello 1.0.0 uses what it does not say",
                        "It cannot be used.");
        assertThat(platform.asked).containsExactly("hello.jar {url=http://127.0.0.1/}");
        assertThat(cli.run("plugin", "check", jar.toString(), "--json").out())
                .isEqualTo("{\"name\":\"hello\",\"version\":\"1.0.0\",\"good\":false,\"uses\":null,\"findings\":["
                        + "{\"severity\":\"error\",\"text\":\"it would end the process\"}]}\n");
        assertThat(cli.run("plugin", "check", jar.toString(), "--set", "a=b").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("plugin", "install", jar.toString()).code()).isEqualTo(ExitCode.FAILED);

        platform.verdict = new PluginVerdict(true, "hello", "1.0.0", "network", List.of());
        assertThat(cli.run("plugin", "install", jar.toString(), "--dry-run").code())
                .isEqualTo(ExitCode.OK);
        cli.terminal = true;
        cli.input = "n\n";
        var refused = cli.run("plugin", "install", jar.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("Install hello? [y/N]");
    }

    @Test
    void aTokenIsShownOnceOrWrittenForItsOwnerOnly() throws IOException {
        cli.server.on("POST /v1/tokens", 201, TOKEN + ",\"token\":\"shown-once\"}");
        var shown = cli.run("token", "create", "ci", "--right", "read", "--lifetime", "90d", "--tenant", "clinic");
        assertThat(shown.out()).isEqualTo("shown-once\n");
        assertThat(cli.server.last().body())
                .isEqualTo(
                        "{\"name\":\"ci\",\"tenants\":[\"clinic\"],\"rights\":[\"read\"],\"lifetime\":\"7776000s\"}");
        Path out = home.resolve("ci.token");
        var written = cli.run("token", "create", "ci", "--right", "read", "--out", out.toString());
        assertThat(written.out() + written.err()).doesNotContain("shown-once");
        assertThat(out).hasContent("shown-once");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
    }

    @Test
    void noTokenIsMadeWhenItsSecretHasNoPlaceToGo() throws IOException {
        Path out = Files.createFile(home.resolve("taken"));
        assertThat(cli.run("token", "create", "ci", "--right", "read", "--out", out.toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("token", "create", "ci", "--right", "read", "--lifetime", "soon")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("token", "create", "ci").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.server.requests()).isEmpty();
        Path fresh = home.resolve("fresh");
        assertThat(cli.run("token", "create", "ci", "--right", "read", "--out", fresh.toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(fresh).doesNotExist();
    }

    @Test
    void tokensAreListedAndRevoked() {
        cli.server
                .on("GET /v1/tokens", 200, "{\"tokens\":[" + TOKEN + "}]}")
                .on("DELETE /v1/tokens/" + ID, Reply.of(204, "application/json", ""));
        assertThat(cli.run("token", "list").out()).contains("ci", "all", "read", "expired 2026-02-01T00:00:00Z");
        assertThat(cli.run("token", "list", "--json").out()).isEqualTo("{\"tokens\":[" + TOKEN + "}]}\n");
        assertThat(cli.run("token", "revoke", ID).out()).isEqualTo(ID + " revoked\n");
        assertThat(cli.run("token", "revoke", ID.replace('1', '2')).code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void theDatabaseUrlIsReadFromVar() throws IOException {
        Files.createDirectories(home.resolve("var/run"));
        Files.writeString(home.resolve("var/run/database.url"), "postgresql://writer@127.0.0.1/audit?passfile=x\n");
        assertThat(cli.run("database", "url").out()).isEqualTo("postgresql://writer@127.0.0.1/audit?passfile=x\n");
        var missing = cli.run("database", "url", "--superuser");
        assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
        assertThat(missing.err()).contains("database-superuser.url", "AUDIT_DB_VAR");
    }

    private static String violation() {
        return "[{\"kind\":\"EVENT_CHANGED\",\"tenant\":\"clinic\",\"event\":\"" + ID
                + "\",\"description\":\"the row was changed\"}]";
    }

    private static String report(boolean intact, String violations, int count) {
        return "{\"intact\":" + intact
                + ",\"kind\":\"full\",\"fromLeaf\":0,\"toLeaf\":1,\"events\":2,\"unsealed\":1,\"batches\":1,\"checkpoints\":1,"
                + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"durationMillis\":12,"
                + "\"checkpoint\":{\"origin\":\"log\",\"size\":1,\"root\":\"AAAA\",\"signedAt\":\"2026-01-01T00:00:00Z\"},"
                + "\"intactUpTo\":null,\"violationCount\":" + count + ",\"violations\":" + violations
                + ",\"remarks\":[\"remarkable\"]}\n";
    }
}
