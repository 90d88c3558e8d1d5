package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.ScriptedServer.Reply;
import io.auditdb.testing.ScriptedServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestImport {
    private static final String POST = "POST /v1/events";

    @TempDir
    private Path home;

    private Path folder;
    private TestingCli cli;

    @BeforeEach
    void open() throws IOException {
        cli = new TestingCli(home);
        folder = Files.createDirectories(home.resolve("in/deep")).getParent();
        Files.writeString(folder.resolve("b.json"), "B");
        Files.writeString(folder.resolve("a.json.gz"), "A");
        Files.writeString(folder.resolve("deep/c.json"), "C");
        Files.writeString(folder.resolve("LICENSE"), "no record");
    }

    @AfterEach
    void close() {
        cli.close();
    }

    @Test
    void foldersAreReadSortedWithWhatLiesBelow() {
        cli.server.on(POST, 201, tally(2, 1, 0, ""));
        var result = cli.run("import", folder.toString(), "--format", "cloudtrail", "--tenant", "clinic");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).isEqualTo("6 stored, 3 duplicates, 0 faulty in 3 files\n");
        assertThat(result.err()).isEqualTo("Skipped 1 file that does not look like records.\n");
        assertThat(cli.server.requests()).extracting(Request::body).containsExactly("A", "B", "C");
        assertThat(cli.server.last().query()).isEqualTo("format=cloudtrail&tenant=clinic");
    }

    @Test
    void theFormatIsGuessedFromTheNameOrAskedFor() throws IOException {
        cli.server.on(POST, 201, tally(1, 0, 0, ""));
        Path lines = Files.writeString(home.resolve("x.ndjson"), "{}");
        assertThat(cli.run("import", lines.toString()).code()).isEqualTo(ExitCode.OK);
        assertThat(cli.server.last().query()).isEqualTo("format=ndjson");
        Path other = Files.writeString(home.resolve("x.bin"), "{}");
        var asked = cli.run("import", lines.toString(), other.toString());
        assertThat(asked.code()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).contains("x.bin", "--format");
        assertThat(cli.server.requests()).hasSize(1);
    }

    @Test
    void everyFaultNamesFileAndRecordAndTheExitCodeIsOne() {
        String faults = "{\"record\":3,\"problems\":[{\"path\":\"/id\",\"problem\":\"must be a UUID\"},"
                + "{\"path\":\"/action\",\"problem\":\"is missing\"}]}";
        cli.server.on(POST, 207, tally(5, 0, 1, faults));
        Path file = folder.resolve("b.json");
        var result = cli.run("import", file.toString(), "--format", "cloudtrail");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err().lines())
                .containsExactly(file + ": record 3: /id: must be a UUID", file + ": record 3: /action: is missing");
        assertThat(result.out()).isEqualTo("5 stored, 0 duplicates, 1 faulty in 1 file\n");
    }

    @Test
    void faultsAreListedUpToALimit() {
        String fault = "{\"record\":1,\"problems\":[{\"path\":\"\",\"problem\":\"bad\"}]}";
        cli.server.on(POST, 207, tally(0, 0, 2, fault + "," + fault));
        var result = cli.run("import", folder.toString(), "--format", "cloudtrail", "--max-faults", "2", "--json");
        assertThat(result.err()).contains("and 4 more (--max-faults)");
        assertThat(result.out())
                .isEqualTo(
                        "{\"files\":3,\"refusedFiles\":0,\"stored\":0,\"spooled\":0,\"duplicates\":0,\"faulty\":6}\n");
    }

    @Test
    void aFileThatIsRefusedDoesNotStopTheOthers() {
        String problem =
                "{\"detail\":\"Malformed JSON\",\"code\":\"MALFORMED_INPUT\",\"faults\":[{\"path\":\"\",\"problem\":\"line 1\"}]}";
        cli.server.on(POST, Reply.of(400, "application/problem+json", problem)).on(POST, 201, tally(1, 0, 0, ""));
        var result = cli.run("import", folder.toString(), "--format", "json");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("a.json.gz: Malformed JSON", "a.json.gz: line 1");
        assertThat(result.out()).isEqualTo("2 stored, 0 duplicates, 0 faulty in 3 files, 1 file refused\n");
    }

    @Test
    void whatConcernsAllFilesStopsAtOnceAndStillTellsWhatWasStored() {
        cli.server
                .on(POST, 201, tally(1, 0, 0, ""))
                .on(
                        POST,
                        Reply.of(
                                503,
                                "application/problem+json",
                                "{\"detail\":\"away\",\"code\":\"DATABASE_UNAVAILABLE\"}"));
        var result = cli.run("import", folder.toString(), "--format", "json");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.server.requests()).hasSize(2);
        assertThat(result.out()).startsWith("1 stored");
        assertThat(result.err()).contains("audit-db: away");
    }

    @Test
    void aPathThatIsNotThereIsNamedBeforeAnythingIsSent() {
        var result = cli.run("import", folder.toString(), home.resolve("none").toString());
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("none: there is no such file");
        assertThat(cli.server.requests()).isEmpty();
    }

    @Test
    void aTerminalShowsHowFarItIs() {
        cli.terminal = true;
        cli.server.on(POST, 201, tally(1, 0, 0, ""));
        assertThat(cli.run("import", folder.toString(), "--format", "json").err())
                .contains("\rImporting [", "1/3 files");
    }

    private static String tally(int stored, int duplicates, int faulty, String faults) {
        return "{\"stored\":" + stored + ",\"duplicates\":" + duplicates + ",\"faulty\":" + faulty
                + ",\"receipt\":null,\"faults\":[" + faults + "]}";
    }
}
