package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands show of a spool, through the client, against a server that answers as scripted. */
class TestSpoolCommand {
    private static final String REPORT = "{\"state\":\"filling\",\"events\":3,\"bytes\":4096,\"maxBytes\":8192,"
            + "\"oldest\":\"2026-03-01T10:00:00Z\",\"quarantined\":0,\"outages\":2,\"spooled\":5,"
            + "\"stored\":2,\"duplicates\":1,\"refused\":8,\"problem\":\"The database cannot be reached\"}";
    private static final String ID = "11111111-2222-4333-8444-555555555555";

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
    void showsHowTheSpoolStands() {
        cli.server.on("GET /v1/spool", 200, REPORT);
        assertThat(cli.run("spool", "status").out()).isEqualTo("""
                state       filling
                waiting     3 events, 4 KB of 8 KB, the oldest accepted at 2026-03-01T10:00:00Z
                quarantine  0
                so far      2 times away; 5 spooled, 2 stored, 1 duplicate, 8 refused
                problem     The database cannot be reached
                """);
        assertThat(cli.run("spool", "status", "--json").out()).isEqualTo(REPORT + "\n");
    }

    @Test
    void whatIsInQuarantineIsAFailure() {
        cli.server.on("GET /v1/spool", 200, REPORT.replace("\"quarantined\":0", "\"quarantined\":1"));
        assertThat(cli.run("spool", "status").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("spool").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void anAppendThatWasSpooledSaysSo() {
        cli.server.on(
                "POST /v1/events",
                202,
                "{\"events\":[{\"tenant\":\"clinic\",\"id\":\"" + ID
                        + "\",\"duplicate\":false,\"state\":\"spooled\",\"receipt\":null}]}");
        String[] append = {"append", "--tenant", "clinic", "--action", "read", "--status", "success"};
        assertThat(cli.run(append).out()).isEqualTo("spooled until the database is back  clinic/" + ID + "\n");
        assertThat(cli.run("append", "--tenant", "clinic", "--action", "read", "--status", "success", "--json")
                        .out())
                .contains("\"state\":\"spooled\",\"receipt\":null");
    }
}
