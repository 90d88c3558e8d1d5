package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.platform.CuttingProxy.Direction;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to the database that break in the middle of a batch, at every kind of moment. */
@Timeout(120)
class TestConnectionLoss {
    private static final int ROUNDS = 25;
    private static final int BATCH = 40;
    private static final int BYTES_OF_A_BATCH = 40_000;
    private static final int BYTES_OF_THE_ANSWERS = 1_500;

    @Test
    void storesNothingByHalves() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        TestingDatabase database = TestingPostgres.shared().createDatabase();
        try (var proxy = new CuttingProxy(
                        database.address().host(), database.address().port());
                var audit = TestingAuditDb.closed(database, Map.of("database.url", url(database, proxy)))) {
            audit.start();
            for (int round = 0; round < ROUNDS; round++) {
                Direction where = random.nextBoolean() ? Direction.TO_DATABASE : Direction.FROM_DATABASE;
                int bytes = random.nextInt(where == Direction.TO_DATABASE ? BYTES_OF_A_BATCH : BYTES_OF_THE_ANSWERS);
                List<AuditEvent> batch = batch(random);
                proxy.cutAfter(bytes, where);
                boolean acknowledged = isAcknowledged(audit, batch);
                assertThat(stored(audit, batch))
                        .as("after %d bytes %s, %s", bytes, where, acknowledged ? "acknowledged" : "refused")
                        .isIn(acknowledged ? List.of(BATCH) : List.of(0, BATCH));
                while (!isAcknowledged(audit, batch)) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                assertThat(stored(audit, batch)).isEqualTo(BATCH);
            }
            proxy.cutNothing();
            // a connection of the pool may have been cut a moment ago, and nobody have noticed yet
            await().ignoreExceptionsInstanceOf(AuditDbException.class)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> audit.ledger().checkpoint().orElseThrow().size() >= ROUNDS * BATCH);
            assertThat(audit.verify().violations()).isEmpty();
        }
    }

    private static boolean isAcknowledged(TestingAuditDb audit, List<AuditEvent> batch) {
        try {
            List<Appended> appended = audit.database().append(batch);
            assertThat(appended).hasSize(batch.size());
            return true;
        } catch (AuditDbException e) {
            assertThat(e.code().kind()).as(e.getMessage()).isEqualTo(ErrorKind.RESOURCE);
            assertThat(e.retryAfter()).isPresent();
            return false;
        }
    }

    private static int stored(TestingAuditDb audit, List<AuditEvent> batch) throws Exception {
        try (var connection = audit.postgres().connect();
                var statement = connection.prepareStatement("SELECT count(*) FROM audit_event WHERE id = ANY (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", batch.stream().map(AuditEvent::id).toArray()));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static List<AuditEvent> batch(Random random) {
        var batch = new ArrayList<AuditEvent>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(SampleEvents.event(i).toBuilder()
                    .id(new UUID(random.nextLong(), random.nextLong()))
                    .build());
        }
        return batch;
    }

    private static String url(TestingDatabase database, CuttingProxy proxy) {
        DatabaseAddress address = database.address();
        return "postgresql://" + address.user() + ":" + address.password() + "@127.0.0.1:" + proxy.port() + "/"
                + address.database();
    }
}
