package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions as an operator of the packaged product has them. */
class ITPartitions {
    @TempDir
    private Path directory;

    @Test
    void makesListsAnalyzesAndCleansUp() throws Exception {
        Installation installation = Installation.unpack(directory);
        try (Daemon daemon = installation.startDaemon()) {
            String[] create = {"partition", "create", "--from", "2010-01", "--to", "2016-12", "--interval", "monthly"};
            var dryRun = new ArrayList<>(List.of(create));
            dryRun.add("--dry-run");
            assertThat(steps(installation.json(dryRun.toArray(new String[0])))).hasSize(84);
            assertThat(steps(installation.json(create)))
                    .hasSize(84)
                    .allMatch(step -> "done".equals(step.get("outcome")));
            assertThat(steps(installation.json(create))).isEmpty();
            assertThat(names(installation)).contains("audit_event_2010_01", "audit_event_2016_12");

            Result misaligned = installation.run(
                    "partition", "create", "--from", "2020-01-05", "--to", "2020-02", "--interval", "monthly");
            assertThat(misaligned.exitCode()).as(misaligned.toString()).isEqualTo(1);
            assertThat(misaligned.err()).contains("/from", "is not where a monthly partition begins");
            Result overlap = installation.run(
                    "partition", "create", "--from", "2010-01-10", "--to", "2010-02-11", "--interval", "custom");
            assertThat(overlap.err()).contains("overlaps the partition audit_event_2010_01");

            Map<?, ?> analysis = installation.json("partition", "analyze");
            assertThat(analysis.get("interval")).isEqualTo("monthly");
            assertThat((Long) analysis.get("emptyPartitions")).isGreaterThanOrEqualTo(84);
            assertThat(installation
                            .run("performance", "partition", "cleanup", "-r", "12y")
                            .exitCode())
                    .isZero();
            assertThat(names(installation)).doesNotContain("audit_event_2010_01");
            assertThat(installation.run("partition", "maintain").exitCode()).isZero();
            assertThat(installation.run("verify").exitCode()).isZero();
            archives(installation);
            assertThat(installation.run("plugin", "disable", "partitioning").exitCode())
                    .isZero();
            assertThat(installation.run("partition", "list").err()).contains("No plugin provides PartitionManager");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    /** The plugin is switched on and off while the daemon runs, and DuckDB with it. */
    private static void archives(Installation installation) throws Exception {
        for (String day : List.of("2014-03-10", "2014-03-11", "2015-03-10")) {
            Result appended = installation.run(
                    "append",
                    "--tenant",
                    "clinic",
                    "--action",
                    "patient.read",
                    "--status",
                    "success",
                    "--principal",
                    "dr-smith",
                    "--occurred-at",
                    day,
                    "--ack",
                    "checkpointed");
            assertThat(appended.exitCode()).as(appended.toString()).isZero();
        }
        assertThat(installation.run("archive", "run", "--before", "2015-01-01").out())
                .contains("enable the plugin archive");
        assertThat(installation.run("plugin", "enable", "archive").exitCode()).isZero();
        assertThat(steps(installation.json("archive", "run", "--before", "2015-01-01")))
                .filteredOn(step -> "archive".equals(step.get("action")))
                .singleElement()
                .satisfies(step -> assertThat(step.get("outcome")).isEqualTo("done"));
        assertThat(names(installation)).doesNotContain("audit_event_2014_03");
        assertThat(found(installation)).isEqualTo(3);
        assertThat(installation.run("verify").exitCode()).isZero();
        assertThat(installation.run("archive", "verify").exitCode()).isZero();

        assertThat(installation.run("plugin", "disable", "archive").exitCode()).isZero();
        assertThat(installation
                        .run("query", "--tenant", "clinic", "--to", "2015-01-01")
                        .err())
                .contains("enable the plugin archive");
        assertThat(installation.run("plugin", "enable", "archive").exitCode()).isZero();
        String id = (String)
                objects(installation.json("archive", "list"), "archives").get(0).get("id");
        assertThat(installation.run("archive", "restore", id).out()).contains("2 events put back and compared");
        assertThat(found(installation)).isEqualTo(3);
    }

    private static int found(Installation installation) throws Exception {
        return objects(installation.json("query", "--tenant", "clinic", "--to", "2016-01-01"), "events")
                .size();
    }

    private static List<String> names(Installation installation) throws Exception {
        return objects(installation.json("partition", "list"), "partitions").stream()
                .map(it -> (String) it.get("name"))
                .toList();
    }

    private static List<Map<?, ?>> steps(Map<?, ?> answer) {
        return objects(answer, "steps");
    }

    private static List<Map<?, ?>> objects(Map<?, ?> answer, String name) {
        var objects = new ArrayList<Map<?, ?>>();
        ((List<?>) answer.get(name)).forEach(it -> objects.add((Map<?, ?>) it));
        return objects;
    }
}
