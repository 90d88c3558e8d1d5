package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands hold and retention, through the client, against a server that answers as scripted. */
class TestRetentionCommands {
    private static final String ID = "11111111-2222-4333-8444-555555555555";
    private static final String HOLD = "{\"id\":\"" + ID + "\",\"tenant\":\"clinic\",\"principal\":null,"
            + "\"subject\":\"patient-1\",\"targetType\":null,\"targetId\":null,"
            + "\"from\":\"2024-01-01T00:00:00Z\",\"to\":null,\"action\":\"auth.*\",\"status\":\"failure\","
            + "\"classification\":\"PHI\",\"correlationId\":null,\"text\":\"knee pain\","
            + "\"issuer\":\"court\",\"reason\":\"file 17\",\"placedBy\":\"operator\",\"placedAt\":\"2026-01-01T00:00:00Z\",\"release\":";
    private static final String PLACED = HOLD + "null}";
    private static final String RELEASED =
            HOLD + "{\"by\":\"judge\",\"reason\":\"settled\",\"at\":\"2026-02-01T00:00:00Z\"}}";
    private static final String POLICY = "{\"name\":\"minimal\",\"classification\":\"PUBLIC\",\"default\":true,"
            + "\"archiveAfter\":\"P30D\",\"deleteAfter\":\"P90D\",\"minimum\":null,\"description\":\"for all\"}";
    private static final String POLICIES = "{\"policies\":[" + POLICY + "],\"floors\":[{\"classification\":\"PHI\","
            + "\"minimum\":\"P6Y\",\"source\":\"the law\"}]}";

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
    void aHoldIsPlacedListedAndReleased() {
        cli.server
                .on("POST /v1/holds", 201, PLACED)
                .on("GET /v1/holds", 200, "{\"holds\":[" + RELEASED + "]}")
                .on("POST /v1/holds/" + ID + "/release", 200, RELEASED);
        var placed = cli.run(
                "hold",
                "add",
                "--tenant",
                "clinic",
                "--subject",
                "patient-1",
                "--from",
                "2024-01-01",
                "--action",
                "auth.*",
                "--status",
                "failure",
                "--classification",
                "phi",
                "--text",
                "knee pain",
                "--issuer",
                "court",
                "--reason",
                "file 17");
        assertThat(placed.err()).isEmpty();
        assertThat(placed.out()).isEqualTo("Legal hold " + ID + " placed.\n");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"tenant\":\"clinic\",\"principal\":null,\"subject\":\"patient-1\","
                        + "\"targetType\":null,\"targetId\":null,\"from\":\"2024-01-01T00:00:00Z\",\"to\":null,"
                        + "\"action\":\"auth.*\",\"status\":\"failure\",\"classification\":\"PHI\","
                        + "\"correlationId\":null,\"text\":\"knee pain\","
                        + "\"issuer\":\"court\",\"reason\":\"file 17\"}");
        assertThat(cli.run("hold", "list", "--released").out())
                .contains(
                        "tenant clinic, subject patient-1, from 2024-01-01T00:00:00Z, action auth.*, status failure, class PHI, text knee pain",
                        "by judge: settled");
        assertThat(cli.server.last().query()).isEqualTo("released=true");
        assertThat(cli.run("hold", "list", "--json").out()).isEqualTo("{\"holds\":[" + RELEASED + "]}\n");
        assertThat(cli.run("hold", "release", ID, "--reason", "settled", "--json")
                        .out())
                .isEqualTo(RELEASED + "\n");
        assertThat(cli.server.last().body()).isEqualTo("{\"reason\":\"settled\"}");
    }

    @Test
    void aHoldNeedsIssuerAndReason() {
        assertThat(cli.run("hold", "add", "--tenant", "clinic").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("hold", "add", "--from", "May", "--issuer", "x", "--reason", "x")
                        .err())
                .contains("--from May");
        assertThat(cli.run("hold").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("retention").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void policiesAreListedShownAddedAndChanged() {
        cli.server
                .on("GET /v1/retention/policies", 200, POLICIES)
                .on("POST /v1/retention/policies", 201, POLICY)
                .on("POST /v1/retention/policies/minimal", 200, POLICY)
                .on(
                        "GET /v1/retention/applies",
                        200,
                        "{\"policy\":" + POLICY + ",\"reason\":\"because\",\"archiveAt\":null,"
                                + "\"deleteAt\":\"2026-05-01T00:00:00Z\"}");
        assertThat(cli.run("retention", "policy", "list").out())
                .containsPattern("minimal +PUBLIC +yes +P30D +P90D +for all")
                .contains("PHI stays for at least P6Y", "the law");
        assertThat(cli.run("retention", "policy", "list", "--json").out()).isEqualTo(POLICIES + "\n");
        var shown = cli.run("retention", "policy", "show", "--classification", "phi", "--at", "2026-01-31");
        assertThat(shown.out()).contains("minimal: because", "archive: never", "delete:  2026-05-01");
        assertThat(cli.server.last().query()).isEqualTo("classification=PHI&at=2026-01-31T00%3A00%3A00Z");

        var added = cli.run(
                "retention",
                "policy",
                "add",
                "minimal",
                "--classification",
                "public",
                "--default",
                "--delete-after",
                "P90D",
                "--description",
                "for all");
        assertThat(added.out()).isEqualTo("Retention policy minimal added.\n");
        assertThat(cli.server.last().body())
                .contains("\"default\":true,\"archiveAfter\":null,\"deleteAfter\":\"P90D\",\"minimum\":null");
        cli.run("retention", "policy", "change", "minimal", "--no-default", "--archive-after", "never");
        assertThat(cli.server.last().body())
                .isEqualTo("{\"name\":\"minimal\",\"classification\":\"PUBLIC\",\"default\":false,"
                        + "\"archiveAfter\":null,\"deleteAfter\":\"P90D\",\"minimum\":null,"
                        + "\"description\":\"for all\"}");
        assertThat(cli.run("retention", "policy", "change", "minimal", "--delete-after", "7 years")
                        .err())
                .contains("--delete-after 7 years", "P7Y");
    }

    @Test
    void aPlanIsShownWithCountsAndReasons() {
        String plan =
                "{\"partitions\":[{\"partition\":\"audit_event_2015_05\",\"archive\":null,\"from\":\"2015-05-01T00:00:00Z\","
                        + "\"to\":\"2015-06-01T00:00:00Z\",\"state\":\"sealed\",\"rows\":9,\"past\":8,\"held\":2,"
                        + "\"vetoed\":1,\"action\":\"thin\",\"reasons\":[\"5 of 9 events may go\",\"2 events are held\"]}]}";
        cli.server.on("GET /v1/retention/plan", 200, plan);
        assertThat(cli.run("retention", "plan").out())
                .containsPattern("audit_event_2015_05 +thin +9 +8 +2 +1 +5 of 9 events may go; 2 events are held")
                .contains("1 partition.");
        assertThat(cli.run("retention", "plan", "--json").out()).isEqualTo(plan + "\n");
    }

    @Test
    void applyShowsWhatWentAndFailsWhenSomethingCouldNotGo() {
        String step = "{\"partition\":\"audit_event_2015_05\",\"archive\":null,\"from\":\"2015-05-01T00:00:00Z\","
                + "\"to\":\"2015-06-01T00:00:00Z\",\"state\":\"sealed\",\"rows\":9,\"past\":8,\"held\":2,"
                + "\"vetoed\":1,\"action\":\"thin\",\"reasons\":[\"5 of 9 events may go\"],";
        String done = step + "\"outcome\":\"done\",\"removed\":5,\"problem\":null}";
        String failed = step + "\"outcome\":\"failed\",\"removed\":3,\"problem\":\"a row is forged\"}";
        String answer = "{\"dryRun\":false,\"partitions\":[" + done + "]}";
        cli.server
                .on("POST /v1/retention/apply", 200, answer)
                .on("POST /v1/retention/apply", 200, answer)
                .on("POST /v1/retention/apply", 200, "{\"dryRun\":false,\"partitions\":[" + failed + "]}");
        var applied = cli.run("retention", "apply");
        assertThat(applied.out())
                .containsPattern("audit_event_2015_05 +thin +done +5 +5 of 9 events may go")
                .contains("5 events removed.");
        assertThat(applied.code()).isZero();
        assertThat(cli.server.last().body()).isEqualTo("{\"dryRun\":false}");
        assertThat(cli.run("retention", "apply", "--json").out()).isEqualTo(answer + "\n");

        var stopped = cli.run("retention", "apply");
        assertThat(stopped.code()).isEqualTo(1);
        assertThat(stopped.out()).contains("a row is forged", "3 events removed.");
        cli.run("retention", "apply", "--dry-run");
        assertThat(cli.server.last().body()).isEqualTo("{\"dryRun\":true}");
    }
}
