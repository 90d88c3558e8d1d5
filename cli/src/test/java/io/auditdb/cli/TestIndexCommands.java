package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command index, through the client, against a server that answers as scripted. */
class TestIndexCommands {
    private static final String COUNTS =
            "\"scans\":3,\"tuplesRead\":40,\"tuplesFetched\":20,\"bytes\":8192,\"lastUsed\":\"2024-05-01T00:00:00Z\"";
    private static final String USAGE = "{\"indexes\":[{\"index\":\"audit_event_action\","
            + "\"definition\":\"btree (tenant, action, occurred_at)\",\"origin\":\"declared\"," + COUNTS
            + ",\"partitions\":[{\"partition\":\"audit_event_2024_05\",\"index\":\"action_05\",\"valid\":false,"
            + COUNTS
            + "}]}]}";
    private static final String ADVICE = "{\"since\":\"2024-05-01T00:00:00Z\",\"querySource\":\"_system\","
            + "\"querySince\":\"2024-04-01T00:00:00Z\",\"advice\":[{\"action\":\"add\","
            + "\"index\":\"audit_event_action\",\"definition\":\"btree (tenant, action, occurred_at)\","
            + "\"partitions\":[\"audit_event_2024_05\"],\"reason\":\"asked for\",\"evidence\":{\"scans\":0,"
            + "\"tuplesRead\":0,\"tuplesFetched\":0,\"bytes\":0,\"lastUsed\":null,\"bytesPerRow\":41,"
            + "\"rowsPerDay\":1000,\"costBasis\":\"estimated\",\"queries\":[{\"filters\":[\"action\",\"time\"],"
            + "\"calls\":7,\"meanMicros\":2000}],\"hypothesis\":\"cost 9 instead of 90\"}}],"
            + "\"remarks\":[\"a remark\"]}";
    private static final String STEPS = "{\"dryRun\":true,\"steps\":[{\"partition\":\"audit_event_2024_05\","
            + "\"action\":\"add-index\",\"subject\":\"action_05\",\"reason\":\"asked for\",\"outcome\":\"OUTCOME\","
            + "\"statements\":[\"CREATE INDEX CONCURRENTLY action_05\"]}]}";

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
    void usageIsShownForAllPartitionsTogetherOrEach() {
        cli.server.on("GET /v1/indexes", 200, USAGE);
        assertThat(cli.run("index", "usage").out())
                .contains("INDEX", "audit_event_action  3      40    20       8192   2024-05-01T00:00:00Z")
                .contains("declared: btree (tenant, action, occurred_at)")
                .doesNotContain("action_05");
        assertThat(cli.run("index", "usage", "--partitions").out()).contains("action_05 (not valid)");
        assertThat(cli.run("index", "usage", "--json").out()).isEqualTo(USAGE + "\n");
        assertThat(cli.run("performance", "monitor", "indexes", "--json").out()).isEqualTo(USAGE + "\n");
    }

    @Test
    void adviceIsShownWithItsNumbers() {
        cli.server.on("GET /v1/indexes/advice", 200, ADVICE);
        assertThat(cli.run("index", "advise").out()).isEqualTo("""
                Scans counted since 2024-05-01T00:00:00Z; queries since 2024-04-01T00:00:00Z, from _system.
                add audit_event_action on 1 partition: asked for
                  btree (tenant, action, occurred_at)
                  0 scans, 0 bytes; 41 bytes for each of 1000 rows a day (estimated)
                  by action, time: 7 calls, 2000 us each
                  cost 9 instead of 90
                Note: a remark.
                """);
        assertThat(cli.run("index", "advise", "--json").out()).isEqualTo(ADVICE + "\n");
    }

    @Test
    void whatIsDoneIsShownWithItsStatements() {
        cli.server.on("POST /v1/indexes/apply", 200, STEPS.replace("OUTCOME", "planned"));
        var planned = cli.run("index", "apply", "--dry-run");
        assertThat(planned.code()).isZero();
        assertThat(planned.out()).isEqualTo("""
                audit_event_2024_05: add-index action_05 planned (asked for)
                  CREATE INDEX CONCURRENTLY action_05;
                1 step planned.
                """);
        assertThat(cli.server.last().body()).contains("\"drop\":false", "\"dryRun\":true");
        assertThat(cli.run("index").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aStepThatFailedIsAFailure() {
        cli.server.on("POST /v1/indexes/apply", 200, STEPS.replace("OUTCOME", "failed"));
        assertThat(cli.run("index", "apply", "--drop").code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.server.last().body()).contains("\"drop\":true", "\"dryRun\":false");
    }
}
