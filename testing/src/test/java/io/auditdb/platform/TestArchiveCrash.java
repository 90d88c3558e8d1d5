package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.OtherInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An instance that is killed while it archives, at each step: whoever goes on finds every event in exactly one place. More
 * often with {@code -Darchive.kills=50}.
 */
class TestArchiveCrash {
    private static final int KILLS = Integer.getInteger("archive.kills", 4);
    private static final int EVENTS = 120;

    /** What the database shows when an instance is at some step; each is waited for in turn. */
    private static final List<String> STEPS = List.of(
            "SELECT count(*) FROM event_archive WHERE state = 'writing'",
            "SELECT count(*) FROM event_archive WHERE state = 'stored'",
            "SELECT count(*) FROM event_archive WHERE state = 'verified'",
            "SELECT count(*) FROM event_partition WHERE goal = 'dropped'",
            "SELECT count(*) FROM event_archive WHERE state = 'live'");

    private static final System.Logger LOG = System.getLogger("test");

    private final long seed = Long.getLong("archive.seed", System.nanoTime());

    @Test
    void goesOnWhereAKilledInstanceCameTo() throws Exception {
        LOG.log(System.Logger.Level.INFO, "-Darchive.seed={0}", Long.toString(seed));
        var random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            try (ArchivedDatabase archived = ArchivedDatabase.open(Map.of())) {
                archived.append(SampleEvents.events(EVENTS));
                kill(archived, STEPS.get((int) ((seed & 0xff) + kill) % STEPS.size()), random.nextInt(30));
                check(archived);
            }
        }
    }

    private static void kill(ArchivedDatabase archived, String step, int millis) throws Exception {
        String directory = archived.files().getParent().toString();
        try (OtherInstance other = OtherInstance.start(archived.audit(), ArchivingInstance.class, directory)) {
            other.go();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> archived.number(step) > 0
                            || archived.archives().list().size() == 5);
            Thread.sleep(millis); // not for a condition: the instance goes on, who knows how far
            other.kill();
        }
    }

    private static void check(ArchivedDatabase archived) throws IOException {
        // the sessions of the one that was killed end soon; until then somebody else is at it
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(outcomes(archived)).allMatch(it -> it == Outcome.DONE);
            assertThat(archived.number("SELECT count(*) FROM audit_event WHERE tenant LIKE 'tenant-%'"))
                    .isZero();
            assertThat(archived.archives().list()).allMatch(it -> it.state() == ArchiveInfo.State.LIVE);
        });
        assertThat(archived.query(EventQuery.builder())).hasSize(EVENTS);
        List<ArchiveInfo> archives = archived.archives().list();
        assertThat(archives.stream()
                        .mapToLong(it -> it.contents().orElseThrow().rows())
                        .sum())
                .isEqualTo(EVENTS);
        archived.awaitAllSealed();
        archived.verifyIntact();
        assertThat(leftovers(archived)).isEmpty();
    }

    private static List<Outcome> outcomes(ArchivedDatabase archived) {
        return archived.archive("2025-01-01").stream()
                .filter(step -> step.action() == PartitionStep.Action.ARCHIVE)
                .map(PartitionStep::outcome)
                .toList();
    }

    private static List<String> leftovers(ArchivedDatabase archived) throws IOException {
        archived.archives().tidy();
        List<String> wanted =
                archived.archives().list().stream().map(ArchiveInfo::name).toList();
        try (Stream<Path> files = Files.list(archived.files())) {
            return files.map(it -> it.getFileName().toString())
                    .filter(name -> !name.equals("audit-db-archives"))
                    .filter(name -> wanted.stream()
                            .noneMatch(it -> name.equals(it + ".parquet") || name.equals(it + ".manifest")))
                    .toList();
        }
    }
}
