package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that hand evidence out, check it, and redact. */
class TestEvidenceCommands {
    private static final String ID = "11111111-2222-4333-8444-555555555555";
    private static final String REDACT = "POST /v1/events/" + ID + "/redact";
    private static final String BUNDLE =
            "{\"format\":\"audit-db-bundle@v1\",\"checkpoint\":\"x\"}\n{\"events\":0,\"unsealed\":2}\n";
    private static final String KEY = "log.example+7deaec54+AVhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm";

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

    private static String redacted(boolean dryRun) {
        return "{\"tenant\":\"clinic\",\"id\":\"" + ID + "\",\"dryRun\":" + dryRun
                + ",\"fields\":[\"subject.id\"],\"remaining\":[\"outcome\",\"principal.id\"],\"recordedAs\":"
                + (dryRun ? "null" : "\"" + ID + "\"") + "}";
    }

    @Test
    void redactSaysWhatItTookAndWhereThatIsRecorded() {
        cli.server.on(REDACT, 200, redacted(false));
        var result = cli.run("redact", ID, "--field", "subject.id", "--reason", "request 4711", "--tenant", "clinic");
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .contains(
                        "Took 1 field out of clinic/" + ID, "  subject.id", "2 personal fields stay", "_system/" + ID);
        assertThat(cli.server.requests().get(0).body())
                .contains("\"fields\":[\"subject.id\"]", "\"reason\":\"request 4711\"", "\"dryRun\":false");
    }

    @Test
    void aDryRunOfARedactionSaysSo() {
        cli.server.on(REDACT, 200, redacted(true));
        var result = cli.run("redact", ID, "--all-personal", "--reason", "r", "--dry-run", "--json");
        assertThat(result.out()).contains("\"dryRun\":true", "\"recordedAs\":null");
        assertThat(cli.server.requests().get(0).body()).contains("\"allPersonal\":true", "\"dryRun\":true");
    }

    @Test
    void redactWantsItSaidWhatToTake() {
        assertThat(cli.run("redact", ID, "--reason", "r").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("redact", ID, "--field", "outcome").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("redact", ID, "--field", "outcome", "--all-personal", "--reason", "r")
                        .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void discloseWaitsForTheSealAndWritesTheDocument() throws IOException {
        String path = "GET /v1/events/" + ID + "/disclosure";
        cli.server.on(path, 202, "{\"sealed\":false,\"retryAfterMillis\":1}").on(path, 200, "{\"format\":\"f\"}\n");
        Path file = home.resolve("event.json");
        var result = cli.run("disclose", ID, "--field", "principal.id", "--field", "outcome", "-o", file.toString());
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(file).hasContent("{\"format\":\"f\"}");
        assertThat(cli.server.requests().get(0).query()).contains("fields=principal.id", "fields=outcome");
    }

    @Test
    void exportWritesABundleAndSaysWhatIsInIt() throws IOException {
        cli.server.on("GET /v1/bundle", 200, BUNDLE);
        Path file = home.resolve("all.bundle");
        var result = cli.run("export", "--proofs", "--action", "iam.*", "--out", file.toString(), "--json");
        assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).contains("\"events\":0", "\"unsealed\":2");
        assertThat(Files.readString(file)).isEqualTo(BUNDLE);
        assertThat(cli.server.requests().get(0).query()).contains("action=iam.*", "fields=*");
    }

    @Test
    void aBundleThatBreaksOffIsNotKept() {
        cli.server.on("GET /v1/bundle", 200, "{\"format\":\"audit-db-bundle@v1\",\"checkpoint\":\"x\"}\n");
        Path file = home.resolve("all.bundle");
        assertThat(cli.run("export", "--proofs", "--out", file.toString()).code())
                .isEqualTo(ExitCode.FAILED);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void exportWritesEventsToo() {
        cli.server.on("GET /v1/events", 200, "{\"id\":1}\n{\"id\":2}\n");
        var result = cli.run("export");
        assertThat(result.out()).isEqualTo("{\"id\":1}\n{\"id\":2}\n");
        assertThat(cli.run("export", "--field", "outcome").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void verifyBundleNeedsNoDaemonAndFindsWhatIsNotSigned() throws IOException {
        Path file = Files.writeString(home.resolve("all.bundle"), BUNDLE);
        Path key = Files.writeString(home.resolve("log.vkey"), KEY + "\n");
        for (String option : new String[] {"@" + key, KEY}) {
            var result = cli.run("verify", "bundle", file.toString(), "--key=" + option, "--json");
            assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.INTEGRITY_VIOLATION);
            assertThat(result.out()).contains("\"intact\":false", "not signed by log.example");
        }
        assertThat(cli.server.requests()).isEmpty();
    }

    @Test
    void verifyBundleRefusesAKeyThatIsNone() throws IOException {
        Path file = Files.writeString(home.resolve("all.bundle"), BUNDLE);
        assertThat(cli.run("verify", "bundle", file.toString(), "--key", "log.example+00000000+AQ==")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("verify", "bundle", home.resolve("nothing").toString(), "--key=" + KEY)
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }
}
