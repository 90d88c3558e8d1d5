package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A database whose disk is full. */
class TestDiskFull {
    private static final int BATCH = 20;
    private static final int MOST_BATCHES = 500;

    private final Random random = new Random(1);
    private final List<AuditEvent> acknowledged = new ArrayList<>();

    @Test
    void refusesWhatDoesNotFitAndGoesOnWhenThereIsRoom() throws Exception {
        try (var server = TestingPostgres.startEmbedded(Map.of());
                var disk = SmallDisk.open(server);
                var audit = TestingAuditDb.closed(disk.createDatabase(), Map.of())) {
            audit.start();
            List<AuditEvent> refused = fill(audit, disk);
            for (AuditEvent event : refused) {
                assertThat(audit.database().find(event.tenant(), event.id())).isEmpty();
            }

            disk.makeRoom();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(AuditDbException.class)
                    .until(() -> audit.database().append(refused).stream().noneMatch(it -> it.duplicate()));
            acknowledged.addAll(refused);
            for (AuditEvent event : acknowledged) {
                assertThat(audit.database().find(event.tenant(), event.id())).isPresent();
            }
            audit.awaitSealed(acknowledged.size());
            assertThat(audit.verify().violations()).isEmpty();
        }
    }

    /** Appends until something is refused, and returns that. */
    private List<AuditEvent> fill(TestingAuditDb audit, SmallDisk disk) {
        for (int i = 0; i < MOST_BATCHES; i++) {
            List<AuditEvent> batch = batch();
            try {
                audit.database().append(batch);
                acknowledged.addAll(batch);
            } catch (AuditDbException e) {
                if (disk.isReal()) {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
                    assertThat(e).hasMessageContaining("disk is full").hasMessageContaining("nothing was stored");
                    assertThat(e.retryAfter()).isPresent();
                    Category kind =
                            audit.platform().service(ErrorRecovery.class).classify(e);
                    assertThat(kind).isEqualTo(Category.RESOURCE);
                    System.out.printf("%-28s %s %s \"%s\"%n", "disk full", kind, e.code(), e.getMessage());
                }
                return batch;
            }
        }
        throw new AssertionError("the disk does not get full");
    }

    private List<AuditEvent> batch() {
        var batch = new ArrayList<AuditEvent>();
        for (int i = 0; i < BATCH; i++) {
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            batch.add(SampleEvents.event(1).toBuilder()
                    .id(new UUID(random.nextLong(), random.nextLong()))
                    .detail("noise", Base64.getEncoder().encodeToString(noise))
                    .build());
        }
        return batch;
    }
}
