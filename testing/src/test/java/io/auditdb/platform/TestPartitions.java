package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.EventPartitions.Attached;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of partitions without any plugin. */
class TestPartitions {
    private TestingAuditDb audit;
    private EventPartitions partitions;

    @BeforeEach
    void open() {
        start(Map.of());
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private void start(Map<String, ?> settings) {
        audit = TestingAuditDb.open(settings);
        partitions = audit.platform().service(EventPartitions.class);
    }

    private void restart(Map<String, ?> settings) {
        audit.close();
        start(settings);
    }

    private static PartitionRange range(String from, String to) {
        return new PartitionRange(Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z"));
    }

    private AuditEvent append(String time) {
        AuditEvent event = SampleEvents.event(1).toBuilder()
                .id(UUID.randomUUID())
                .occurredAt(OffsetDateTime.parse(time))
                .build();
        audit.database().append(event);
        return event;
    }

    private Map<String, String> names() {
        var names = new TreeMap<String, String>();
        partitions
                .attached()
                .forEach(it -> names.put(it.table(), it.range().orElseThrow().toString()));
        return names;
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void makesWhatTheIntervalSaysAndNamesItSo() {
        Map<String, String> expected = Map.of(
                "daily", "audit_event_2024_05_15",
                "weekly", "audit_event_2024_w20",
                "monthly", "audit_event_2024_05",
                "quarterly", "audit_event_2024_q2",
                "yearly", "audit_event_2024",
                "P10D", "audit_event_20240507_20240517");
        expected.forEach((interval, name) -> {
            restart(Map.of("partition.interval", interval));
            append("2024-05-15T12:00:00+14:00");
            append("2024-05-15T12:00:00Z");
            assertThat(partitions.interval()).isEqualTo(PartitionInterval.parse(interval));
            assertThat(names()).containsKey(name);
        });
    }

    @Test
    void givesAPartitionEveryIndexOfTheTable() throws SQLException {
        append("2024-05-15T12:00:00Z");
        assertThat(
                        text(
                                "SELECT count(*) FROM pg_index WHERE indrelid = 'audit_event_2024_05'::regclass AND indisvalid"))
                .isEqualTo(text("SELECT count(*) FROM pg_index WHERE indrelid = 'audit_event'::regclass"));
        assertThat(text("SELECT count(*) FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid"
                        + " WHERE x.indrelid = 'audit_event_2024_05'::regclass"))
                .isEqualTo(text("SELECT count(*) FROM pg_index WHERE indrelid = 'audit_event'::regclass"));
        assertThat(
                        text(
                                "SELECT state || ' ' || from_time::text FROM event_partition WHERE name = 'audit_event_2024_05'"))
                .startsWith("attached 2024-05-01");
    }

    @Test
    void fillsOnlyTheGapsWhenTheIntervalChanges() {
        assertThat(partitions.create(range("2024-01-10", "2024-01-20")))
                .containsExactly("audit_event_20240110_20240120");
        assertThat(partitions.create(range("2024-03-04", "2024-03-11"))).containsExactly("audit_event_2024_w10");
        append("2024-01-25T00:00:00Z");
        append("2024-01-15T00:00:00Z");
        append("2024-01-01T00:00:00Z");
        assertThat(partitions.create(range("2024-01-01", "2024-04-01")))
                .containsExactly("audit_event_20240201_20240304", "audit_event_20240311_20240401");
        assertThat(partitions.create(range("2024-01-01", "2024-04-01"))).isEmpty();
        assertThat(names())
                .containsEntry("audit_event_20240120_20240201", "2024-01-20T00:00:00Z/2024-02-01T00:00:00Z")
                .containsEntry("audit_event_20240101_20240110", "2024-01-01T00:00:00Z/2024-01-10T00:00:00Z");
    }

    @Test
    void keepsToUtcWhateverTheZoneOfProcessAndDatabase() throws SQLException {
        TimeZone zone = TimeZone.getDefault();
        try {
            audit.postgres()
                    .execute(
                            "ALTER DATABASE " + audit.postgres().address().database() + " SET TimeZone = 'Asia/Tokyo'");
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            audit.stop();
            audit.start();
            partitions = audit.platform().service(EventPartitions.class);
            append("2024-02-01T00:00:00Z");
            append("2024-01-31T23:59:59.999999Z");
            assertThat(names())
                    .containsEntry("audit_event_2024_01", "2024-01-01T00:00:00Z/2024-02-01T00:00:00Z")
                    .containsEntry("audit_event_2024_02", "2024-02-01T00:00:00Z/2024-03-01T00:00:00Z");
            assertThat(text("SELECT count(*) FROM audit_event_2024_01")).isEqualTo("1");
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void namesTheBoundThatIsNotTheStartOfADay() {
        var range = new PartitionRange(Instant.parse("2024-01-01T01:00:00Z"), Instant.parse("2024-02-01T00:00:00Z"));
        assertThatThrownBy(() -> partitions.create(range)).isInstanceOfSatisfying(AuditDbException.class, e -> {
            assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
            assertThat(e.faults())
                    .containsExactly(new Fault("/from", "2024-01-01T01:00:00Z is not the start of a day in UTC"));
        });
    }

    @Test
    void refusesEventsOfTheFirstAndTheLastYear() {
        for (String time : List.of("0001-06-01T00:00:00Z", "9999-12-31T23:59:59Z")) {
            assertThatThrownBy(() -> append(time)).isInstanceOfSatisfying(AuditDbException.class, e -> {
                assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_EVENT);
                assertThat(e.faults())
                        .singleElement()
                        .satisfies(fault -> assertThat(fault.path()).endsWith("/occurredAt"));
            });
        }
        assertThat(names()).doesNotContainKeys("audit_event_0001_06", "audit_event_9999_12");
    }

    @Test
    void leavesATableAloneThatHasTheNameButIsNoPartition() throws SQLException {
        audit.postgres().execute("CREATE TABLE audit_event_2024_05 (x int)");
        AuditEvent event = append("2024-05-15T12:00:00Z");
        assertThat(names()).containsKey("audit_event_2024_05_r2");
        assertThat(audit.database().find("tenant-1", event.id())).isPresent();
    }

    @Test
    void putsEventsIntoADefaultPartitionWhereThereIsOne() throws SQLException {
        audit.postgres().execute("CREATE TABLE rest PARTITION OF audit_event DEFAULT");
        append("2024-05-15T12:00:00Z");
        assertThat(text("SELECT count(*) FROM rest")).isEqualTo("1");
        assertThat(partitions.attached()).last().isEqualTo(new Attached("rest", Optional.empty(), false));
        assertThatThrownBy(() -> partitions.create(range("2024-05-01", "2024-06-01")))
                .hasMessageContaining("The DEFAULT partition rest holds events of 2024-05-01T00:00:00Z");
    }

    @Test
    void makesEachPartitionOnceWhenManyWantItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var tasks = new ArrayList<Callable<List<String>>>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> partitions.create(range("2020-01-01", "2020-01-02")));
            }
            var made = new ArrayList<String>();
            for (Future<List<String>> task : threads.invokeAll(tasks)) {
                made.addAll(task.get());
            }
            assertThat(made).containsExactly("audit_event_2020_01_01");
        } finally {
            threads.shutdownNow();
        }
    }
}
