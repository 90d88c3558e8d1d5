package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.testing.TestingAuditDb;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A disk that has less room than is to be kept free. */
class TestDiskShort {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    @Test
    void takesNoEventsInWhateverTheWayAndGoesOnWithEverythingElse() throws Exception {
        try (var audit = TestingAuditDb.open()) {
            audit.database().append(List.of(SampleEvents.event(1)));
            audit.stop();
            TestingAuditDb full = audit.with(Map.of("ingest.min-free-disk", "100000TB", "ingest.spool.enabled", true));
            full.start();
            List<AuditEvent> more = List.of(SampleEvents.event(2));
            assertRefused(() -> full.database().append(more));
            assertRefused(() -> full.database().append(more, Acknowledgement.CHECKPOINTED));
            assertRefused(() -> full.database().submit(more).get());
            assertRefused(() -> full.database().transaction(transaction -> transaction.append(more)));
            assertThat(full.database()
                            .query(EventQuery.builder()
                                    .tenant(SampleEvents.event(1).tenant())
                                    .build())
                            .events())
                    .hasSize(1);
            assertThat(full.platform().service(Health.class).report())
                    .filteredOn(it -> it.name().equals("disk"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.status()).isEqualTo(HealthCheck.Status.DEGRADED))
                    .satisfies(it -> assertThat(it.message()).contains("ingest.min-free-disk"));

            full.platform().service(CacheManager.class).clear(OPERATOR);
            Awaitility.await()
                    .until(() -> !full.database()
                            .query(EventQuery.builder()
                                    .tenant("_system")
                                    .action("cache.clear")
                                    .build())
                            .events()
                            .isEmpty());
            full.stop();

            audit.start();
            assertThat(audit.database().append(more))
                    .singleElement()
                    .satisfies(it -> assertThat(it.duplicate()).isFalse());
        }
    }

    private static void assertRefused(ThrowingCallable append) {
        assertThatThrownBy(append)
                .isInstanceOfSatisfying(AuditDbException.class, it -> {
                    assertThat(it.code()).isEqualTo(StandardErrorCode.DISK_FULL);
                    assertThat(it.retryAfter()).isPresent();
                })
                .hasMessageContaining("nothing was stored");
    }
}
