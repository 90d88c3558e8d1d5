package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Status;
import io.auditdb.kernel.store.CopyReader;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the platform wrote, read back as the server sends it. */
class TestCopyReader {
    private static TestingAuditDb audit;
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        audit = TestingAuditDb.open(Map.of("ledger.verification.background.enabled", "false"));
        audit.database().append(List.of(SampleEvents.event(0), bare()));
        audit.awaitSealed(2);
        connection = audit.postgres().connect();
        connection.setAutoCommit(false);
    }

    private static AuditEvent bare() {
        return AuditEvent.builder()
                .id(new UUID(1, 2))
                .tenant("bare")
                .occurredAt(OffsetDateTime.parse("1970-01-01T00:00:00.000001-08:30"))
                .action("a")
                .status(Status.FAILURE)
                .build();
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        audit.close();
    }

    @Test
    void everyKindOfColumnComesBackAsItWasWritten() throws SQLException {
        String select =
                "SELECT tenant, id, occurred_at, occurred_offset, outcome, details, secret, writer, batch, position"
                        + " FROM audit_event ORDER BY position";
        try (CopyReader row = CopyReader.open(connection, select)) {
            assertThat(row.next()).isTrue();
            AuditEvent event = SampleEvents.event(0);
            assertThat(row.utf8()).hasToString(event.tenant());
            assertThat(row.uuid()).isEqualTo(event.id());
            assertThat(time(row.micros())).isEqualTo(event.occurredAt().toInstant());
            assertThat(row.smallint()).isEqualTo(60);
            assertThat(row.utf8()).hasToString(event.outcome().orElseThrow());
            assertThat(row.jsonb().toString()).contains("\"number\": 1.50", "\"nothing\": null");
            assertThat(row.bytes()).hasSize(16);
            assertThat(row.integer()).isPositive();
            assertThat(row.bigint()).isEqualTo(1);
            assertThat(row.integer()).isZero();

            assertThat(row.next()).isTrue();
            assertThat(row.utf8()).hasToString("bare");
            assertThat(row.uuid()).isEqualTo(new UUID(1, 2));
            assertThat(time(row.micros())).isEqualTo(bare().occurredAt().toInstant());
            assertThat(row.smallint()).isEqualTo(-510);
            assertThat(row.utf8()).isNull();
            assertThat(row.jsonb()).isNull();
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void arraysAndAbsentNumbersComeBackToo() throws SQLException {
        try (CopyReader row = CopyReader.open(
                connection,
                "SELECT ids, leaves, null::bigint, '{}'::uuid[], null::uuid[], null::bytea, 7::bigint FROM ledger_batch")) {
            assertThat(row.next()).isTrue();
            assertThat(row.uuids()).containsExactly(SampleEvents.event(0).id(), new UUID(1, 2));
            assertThat(row.bytes()).hasSize(64);
            assertThat(row.bigint(-1)).isEqualTo(-1);
            assertThat(row.uuids()).isEmpty();
            assertThat(row.uuids()).isNull();
            assertThat(row.bytes()).isNull();
            assertThat(row.bigint(-1)).isEqualTo(7);
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void anEmptyAnswerHasNoRows() throws SQLException {
        try (CopyReader row = CopyReader.open(connection, "SELECT 1 WHERE false")) {
            assertThat(row.next()).isFalse();
        }
        try (CopyReader row = CopyReader.open(connection, "SELECT 5")) {
            assertThat(row.next()).isTrue();
            assertThat(row.integer()).isEqualTo(5);
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void anAnswerThatIsNotReadToItsEndEndsTheConnection() throws SQLException {
        try (Connection own = audit.postgres().connect()) {
            try (CopyReader row = CopyReader.open(own, "SELECT g::bigint FROM generate_series(1, 1000000) g")) {
                assertThat(row.next()).isTrue();
                assertThat(row.bigint()).isEqualTo(1);
            }
            assertThat(own.isClosed()).isTrue();
        }
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() throws SQLException {
        try (CopyReader row = CopyReader.open(connection, "SELECT 5::bigint")) {
            assertThat(row.next()).isTrue();
            assertThatThrownBy(row::integer).isInstanceOf(IllegalStateException.class);
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void infinityIsATimeOfItsOwn() throws SQLException {
        try (CopyReader row = CopyReader.open(
                connection, "SELECT 'infinity'::timestamptz, '-infinity'::timestamptz, '1970-01-01Z'::timestamptz")) {
            assertThat(row.next()).isTrue();
            assertThat(new long[] {row.micros(), row.micros(), row.micros()}).doesNotHaveDuplicates();
            assertThat(row.next()).isFalse();
        }
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
