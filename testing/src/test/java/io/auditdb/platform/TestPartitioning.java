package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Action;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The partitioning plugin on a real database. */
class TestPartitioning {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Map<String, Object> SETTINGS =
            Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.ahead", 2);

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(200); // by default
    private static final String MANY = """
            DO $$
            BEGIN
              SET LOCAL ROLE %s;
              FOR i IN %d..%d LOOP
                EXECUTE format('CREATE TABLE audit_event_d%%s PARTITION OF audit_event FOR VALUES FROM (%%L) TO (%%L)',
                               i, timestamptz '2015-01-01Z' + i * interval '1 day', timestamptz '2015-01-02Z' + i * interval '1 day');
              END LOOP;
            END $$
            """;

    private TestingAuditDb audit;
    private PartitionManager partitions;

    @BeforeEach
    void open() {
        start(Map.of());
    }

    private void reopen(Map<String, ?> further) {
        audit.close();
        start(further);
    }

    private void start(Map<String, ?> further) {
        var settings = new HashMap<String, Object>(SETTINGS);
        settings.putAll(further);
        audit = TestingAuditDb.open(settings);
        partitions = audit.platform().service(PartitionManager.class);
        // the first pass, which runs when the platform has started
        await().until(() -> list().stream()
                        .filter(it -> it.range().orElseThrow().to().isAfter(Instant.now()))
                        .count()
                == 3);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private List<PartitionInfo> list() {
        return partitions.list(OPERATOR);
    }

    private Optional<PartitionInfo> find(String name) {
        return list().stream().filter(it -> it.name().equals(name)).findFirst();
    }

    private static PartitionRange range(String from, String to) {
        return new PartitionRange(Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z"));
    }

    private static PartitionOrder order(String from, String to, String interval) {
        return new PartitionOrder(range(from, to), Optional.of(PartitionInterval.parse(interval)));
    }

    private List<PartitionStep> create(String from, String to, String interval) {
        return partitions.create(OPERATOR, order(from, to, interval), false);
    }

    private AuditEvent append(String time) {
        AuditEvent event = SampleEvents.event(1).toBuilder()
                .id(UUID.randomUUID())
                .occurredAt(OffsetDateTime.parse(time))
                .build();
        audit.database().append(event);
        return event;
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private String maintainer() {
        return "\"" + audit.postgres().address().database() + "_maintainer\"";
    }

    private static List<Action> actions(List<PartitionStep> steps) {
        return steps.stream().map(PartitionStep::action).toList();
    }

    private static void assertDone(List<PartitionStep> steps, Action... actions) {
        assertThat(actions(steps)).contains(actions);
        assertThat(steps).allMatch(step -> step.outcome() == Outcome.DONE, "done");
    }

    private List<RecordedEvent> records(String action) {
        try (Stream<RecordedEvent> events = audit.database().stream(
                EventQuery.builder().tenant("_system").action(action).build())) {
            return events.toList();
        }
    }

    @Test
    void waitsForWhoeverHoldsAPartitionForAMoment() throws Exception {
        create("2015-01-01", "2015-02-01", "monthly");
        try (Connection other = audit.postgres().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE audit_event_2015_01 IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Integer> listed = CompletableFuture.supplyAsync(() -> list().size());
            CompletableFuture<List<PartitionStep>> cleaned =
                    CompletableFuture.supplyAsync(() -> partitions.cleanup(OPERATOR, Instant.now(), true));
            await().until(() -> "2"
                    .equals(text("SELECT count(*) FROM pg_locks WHERE relation = 'audit_event_2015_01'::regclass"
                            + " AND NOT granted")));
            Thread.sleep(3 * LOCK_TIMEOUT.toMillis()); // longer than one of them waits at a time
            assertThat(listed).isNotDone();
            other.rollback();
            assertThat(listed.get(20, TimeUnit.SECONDS)).isEqualTo(4);
            assertThat(actions(cleaned.get(20, TimeUnit.SECONDS))).containsExactly(Action.DROP);
        }
    }

    @Test
    void makesARangeOnceAfterShowingIt() throws SQLException {
        PartitionOrder order = order("2010-01-01", "2017-01-01", "monthly");
        List<PartitionStep> plan = partitions.create(OPERATOR, order, true);
        assertThat(plan).hasSize(84).allMatch(step -> step.outcome() == Outcome.PLANNED);
        assertThat(find("audit_event_2010_01")).isEmpty();
        long began = System.nanoTime();
        List<PartitionStep> done = partitions.create(OPERATOR, order, false);
        System.getLogger("test")
                .log(System.Logger.Level.INFO, "{0} ms for a partition", (System.nanoTime() - began) / 84 / 1_000_000);
        assertThat(done).hasSize(84).allMatch(step -> step.outcome() == Outcome.DONE);
        assertThat(actions(done)).containsOnly(Action.CREATE);
        assertThat(partitions.create(OPERATOR, order, false)).isEmpty();
        assertThat(find("audit_event_2016_12").orElseThrow())
                .satisfies(it -> assertThat(it.state()).isEqualTo(PartitionState.ATTACHED))
                .satisfies(it -> assertThat(it.range()).contains(range("2016-12-01", "2017-01-01")));
        assertThat(text("SELECT count(*) FROM event_partition WHERE state = 'planned'"))
                .isEqualTo("0");
        await().until(() -> records("partition.create").size() == 1);
    }

    @Test
    void namesEveryFaultOfAnOrder() {
        assertFaults(
                order("2024-01-15", "2024-03-02", "monthly"),
                new Fault(
                        "/from",
                        "2024-01-15T00:00:00Z is not where a monthly partition begins; 2024-01-01T00:00:00Z and"
                                + " 2024-02-01T00:00:00Z are"),
                new Fault(
                        "/to",
                        "2024-03-02T00:00:00Z is not where a monthly partition begins; 2024-03-01T00:00:00Z and"
                                + " 2024-04-01T00:00:00Z are"));
        assertFaults(
                order("0001-01-01", "9999-01-01", "yearly"),
                new Fault(
                        "/from", "0001-01-01T00:00:00Z must lie between 1900-01-01T00:00:00Z and 2200-01-01T00:00:00Z"),
                new Fault(
                        "/to", "9999-01-01T00:00:00Z must lie between 1900-01-01T00:00:00Z and 2200-01-01T00:00:00Z"));
        assertFaults(
                order("1970-01-01", "2000-01-01", "daily"),
                new Fault(
                        "/interval",
                        "makes more than 4000 partitions of this range (plugins.partitioning.max-partitions)"));
        var odd = new PartitionRange(Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-01-01T12:00:00Z"));
        assertFaults(
                new PartitionOrder(odd, Optional.empty()),
                new Fault("/to", "2024-01-01T12:00:00Z is not the start of a day in UTC"));
    }

    private void assertFaults(PartitionOrder order, Fault... faults) {
        assertThatThrownBy(() -> partitions.create(OPERATOR, order, false))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
                    assertThat(e.faults()).containsExactly(faults);
                });
    }

    @Test
    void namesThePartitionThatOneOfExactBoundsOverlaps() {
        create("2024-01-01", "2024-02-01", "monthly");
        var exact = new PartitionOrder(range("2024-01-20", "2024-02-10"), Optional.empty());
        assertThatThrownBy(() -> partitions.create(OPERATOR, exact, true))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT);
                    assertThat(e).hasMessageContaining("audit_event_2024_01");
                });
        var free = new PartitionOrder(range("2024-02-01", "2024-02-10"), Optional.empty());
        assertDone(partitions.create(OPERATOR, free, false), Action.CREATE);
        assertThat(find("audit_event_20240201_20240210")).isPresent();
        assertThat(partitions.create(OPERATOR, free, false)).isEmpty();
        assertDone(create("2024-01-01", "2024-04-01", "quarterly"), Action.CREATE);
        assertThat(find("audit_event_20240210_20240401")).isPresent();
    }

    @Test
    void finishesWhatWasPlannedAndInterrupted() throws SQLException {
        audit.postgres()
                .execute("INSERT INTO event_partition (name, from_time, to_time, state) VALUES"
                        + " ('2015-01-01T00:00:00Z/2015-02-01T00:00:00Z', '2015-01-01Z', '2015-02-01Z', 'planned')");
        assertDone(partitions.maintain(OPERATOR, false), Action.CREATE);
        assertThat(find("audit_event_2015_01")).isPresent();
        assertThat(partitions.maintain(OPERATOR, true))
                .extracting(PartitionStep::action)
                .doesNotContain(Action.CREATE);
    }

    @Test
    void dropsOnlyWhatHoldsNothingAndSaysWhyTheRestStays() throws SQLException {
        create("2015-01-01", "2015-04-01", "monthly");
        append("2015-02-10T00:00:00Z");
        Instant before = Instant.parse("2015-04-01T00:00:00Z");
        List<PartitionStep> plan = partitions.cleanup(OPERATOR, before, true);
        assertThat(plan)
                .extracting(PartitionStep::partition, PartitionStep::action)
                .containsExactly(
                        tuple("audit_event_2015_01", Action.DROP),
                        tuple("audit_event_2015_02", Action.KEEP),
                        tuple("audit_event_2015_03", Action.DROP));
        assertThat(plan.get(1).reason()).contains("holds events");
        assertThat(find("audit_event_2015_01")).isPresent();

        assertThat(actions(partitions.cleanup(OPERATOR, before, false)))
                .containsExactly(Action.DROP, Action.KEEP, Action.DROP);
        assertThat(find("audit_event_2015_01")).isEmpty();
        assertThat(find("audit_event_2015_02")).isPresent();
        assertThat(text("SELECT to_regclass('audit_event_2015_03')::text")).isNull();
        assertThat(text("SELECT count(*) FROM event_partition WHERE state = 'dropped' AND goal IS NULL"))
                .isEqualTo("2");
        assertThat(records("partition.drop"))
                .extracting(it -> it.event().target().orElseThrow().id())
                .containsExactlyInAnyOrder("audit_event_2015_01", "audit_event_2015_03");
        assertThat(records("partition.drop"))
                .allMatch(it -> it.event().principal().orElseThrow().id().equals("operator"));

        AuditEvent late = append("2015-01-10T00:00:00Z");
        assertThat(audit.database().find("tenant-1", late.id())).isPresent();
        assertThat(find("audit_event_2015_01")).isPresent();
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void doesNotCleanUpTheFuture() {
        assertThatThrownBy(() -> partitions.cleanup(OPERATOR, Instant.now().plusSeconds(3600), true))
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        e -> assertThat(e.faults())
                                .singleElement()
                                .matches(it -> it.path().equals("/before")));
    }

    @Test
    void putsAPartitionBackWhenTheLastLookFindsEvents() throws SQLException {
        AuditEvent event = append("2015-02-10T00:00:00Z");
        audit.postgres().execute("UPDATE event_partition SET goal = 'dropped' WHERE name = 'audit_event_2015_02'");
        assertDone(partitions.maintain(OPERATOR, false), Action.DROP);
        assertThat(find("audit_event_2015_02").orElseThrow().goal()).isEmpty();
        assertThat(audit.database().find("tenant-1", event.id())).isPresent();
        assertThat(records("partition.drop")).isEmpty();
    }

    @Test
    void movesEventsBackWhenTheirRangeWasFilledMeanwhile() throws SQLException {
        AuditEvent event = append("2015-02-10T00:00:00Z");
        audit.postgres()
                .execute(
                        "ALTER TABLE audit_event DETACH PARTITION audit_event_2015_02",
                        "UPDATE event_partition SET state = 'detached', goal = 'dropped' WHERE name = 'audit_event_2015_02'");
        AuditEvent late = append("2015-02-11T00:00:00Z");
        assertDone(partitions.maintain(OPERATOR, false), Action.DROP);
        assertThat(audit.database().find("tenant-1", event.id())).isPresent();
        assertThat(audit.database().find("tenant-1", late.id())).isPresent();
        assertThat(text("SELECT to_regclass('audit_event_2015_02')::text")).isNull();
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void finishesADetachThatWasInterrupted() throws Exception {
        create("2015-01-01", "2015-02-01", "monthly");
        try (Connection reader = audit.postgres().connect();
                Connection other = audit.postgres().connect();
                Statement reading = reader.createStatement();
                Statement statement = other.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT count(*) FROM audit_event");
            statement.execute("UPDATE event_partition SET goal = 'dropped' WHERE name = 'audit_event_2015_01'");
            statement.execute("SET statement_timeout = 300");
            assertThatThrownBy(() -> statement.execute(
                            "ALTER TABLE audit_event DETACH PARTITION audit_event_2015_01 CONCURRENTLY"))
                    .hasMessageContaining("timeout");
            reader.rollback();
        }
        assertThat(text("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isEqualTo("1");
        assertThat(health().status()).isEqualTo(HealthCheck.Status.DEGRADED);
        assertDone(partitions.maintain(OPERATOR, false), Action.DETACH, Action.DROP);
        assertThat(text("SELECT to_regclass('audit_event_2015_01')::text")).isNull();
        assertThat(health()).isEqualTo(HealthCheck.Result.OK);
    }

    private HealthCheck.Result health() {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals("partitions"))
                .findFirst()
                .orElseThrow()
                .check();
    }

    @Test
    void attachesWhatSomebodyDetached() throws SQLException {
        AuditEvent event = append("2015-02-10T00:00:00Z");
        audit.postgres().execute("ALTER TABLE audit_event DETACH PARTITION audit_event_2015_02");
        assertThat(audit.database().find("tenant-1", event.id())).isEmpty();
        assertThat(health().message()).contains("attach audit_event_2015_02");
        assertDone(partitions.maintain(OPERATOR, false), Action.ATTACH);
        assertThat(audit.database().find("tenant-1", event.id())).isPresent();
    }

    /** What a pass reads of tables and of states is not of one moment. */
    @Test
    void leavesAlonePartitionsThatAreMadeWhileAPassLooksAround() throws Exception {
        var appending = new AtomicBoolean(true);
        CompletableFuture<Void> passes = CompletableFuture.runAsync(() -> {
            while (appending.get()) {
                partitions.maintain(OPERATOR, false);
            }
        });
        var events = new ArrayList<AuditEvent>();
        for (int month = 0; month < 60; month++) {
            events.add(append(OffsetDateTime.parse("2005-01-15T10:00:00Z")
                    .plusMonths(month)
                    .toString()));
        }
        appending.set(false);
        passes.get(); // none of them failed
        for (AuditEvent event : events) {
            assertThat(audit.database().find(event.tenant(), event.id()))
                    .as("the event of %s", event.occurredAt())
                    .isPresent();
        }
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void adoptsWhatIsAttachedAndNotOnRecord() throws SQLException {
        audit.postgres()
                .execute(
                        "CREATE TABLE theirs (LIKE audit_event INCLUDING ALL)",
                        "ALTER TABLE theirs OWNER TO " + maintainer(),
                        "ALTER TABLE audit_event ATTACH PARTITION theirs FOR VALUES FROM (MINVALUE) TO ('1975-01-01Z')");
        assertDone(partitions.maintain(OPERATOR, false), Action.ADOPT);
        assertThat(find("theirs").orElseThrow().range().orElseThrow().from()).isEqualTo(Instant.MIN);
        assertThat(actions(partitions.maintain(OPERATOR, true))).doesNotContain(Action.ADOPT);
        append("1972-01-01T00:00:00Z");
        assertThat(text("SELECT count(*) FROM theirs")).isEqualTo("1");
    }

    @Test
    void drainsADefaultPartitionWhileOthersReadAndWrite() throws Exception {
        audit.postgres()
                .execute(
                        "CREATE TABLE rest PARTITION OF audit_event DEFAULT",
                        "ALTER TABLE rest OWNER TO " + maintainer());
        for (int month = 1; month <= 3; month++) {
            for (int day = 10; day < 20; day++) {
                append("2015-0" + month + "-" + day + "T00:00:00Z");
            }
        }
        assertThat(text("SELECT count(*) FROM rest")).isEqualTo("30");
        assertThat(health().message()).contains("drain rest");
        assertThat(partitions.drain(OPERATOR, true))
                .extracting(PartitionStep::action)
                .containsExactly(Action.DRAIN, Action.DRAIN, Action.DRAIN, Action.DROP);
        var stop = new AtomicBoolean();
        var counts = ConcurrentHashMap.<Long>newKeySet();
        Thread reader = new Thread(() -> {
            while (!stop.get()) {
                counts.add(countUntil2016());
            }
        });
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                append(OffsetDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MICROS)
                        .toString());
            }
        });
        reader.start();
        writer.start();
        List<PartitionStep> steps;
        try {
            steps = partitions.drain(OPERATOR, false);
        } finally {
            stop.set(true);
            reader.join();
            writer.join();
        }
        assertDone(steps, Action.DRAIN, Action.DROP);
        assertThat(counts).containsExactly(30L);
        assertThat(text("SELECT to_regclass('rest')::text")).isNull();
        assertThat(text("SELECT count(*) FROM audit_event_2015_02")).isEqualTo("10");
        assertThat(
                        text(
                                "SELECT count(*) FROM pg_constraint WHERE conname IN ('audit_event_drain', 'audit_event_bounds')"))
                .isEqualTo("0");
        assertThat(audit.verify().violations()).isEmpty();
    }

    private long countUntil2016() {
        try {
            return Long.parseLong(text("SELECT count(*) FROM audit_event WHERE occurred_at < '2016-01-01Z'"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void makesWhatIsLeftOfADefaultPartitionThePartitionOfThePresent() throws Exception {
        String present = text(
                "SELECT name FROM event_partition WHERE from_time <= now() AND to_time > now() AND state <> 'dropped'");
        audit.postgres()
                .execute("ALTER TABLE audit_event DETACH PARTITION " + present
                        + "; CREATE TABLE rest PARTITION OF audit_event DEFAULT"
                        + "; ALTER TABLE rest OWNER TO " + maintainer()
                        + "; INSERT INTO rest SELECT * FROM " + present
                        + "; DROP TABLE " + present
                        + "; UPDATE event_partition SET state = 'dropped' WHERE name = '" + present + "'");
        append("2015-01-10T00:00:00Z");
        var stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                append(OffsetDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MICROS)
                        .toString());
            }
        });
        writer.start();
        try {
            assertDone(partitions.drain(OPERATOR, false), Action.DRAIN, Action.DRAIN);
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(text("SELECT count(DISTINCT tableoid) || ' ' || min(tableoid::regclass::text) FROM audit_event"
                        + " WHERE occurred_at > now() - interval '10 minutes'"))
                .isEqualTo("1 " + present);
        assertThat(text("SELECT count(*) FROM audit_event_2015_01")).isEqualTo("1");
        assertThat(text("SELECT to_regclass('rest')::text")).isNull();
        assertThat(text("SELECT count(*) FROM pg_constraint WHERE conname = 'audit_event_drain'"))
                .isEqualTo("0");
        assertThat(health()).isEqualTo(HealthCheck.Result.OK);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void finishesADrainThatWasInterrupted() throws SQLException {
        audit.postgres()
                .execute(
                        "CREATE TABLE rest PARTITION OF audit_event DEFAULT",
                        "ALTER TABLE rest OWNER TO " + maintainer());
        append("2015-01-10T00:00:00Z");
        audit.postgres()
                .execute(
                        "CREATE TABLE audit_event_2015_01 (LIKE audit_event INCLUDING ALL)",
                        "ALTER TABLE audit_event_2015_01 ADD CONSTRAINT audit_event_bounds"
                                + " CHECK (occurred_at >= '2015-01-01Z' AND occurred_at < '2015-02-01Z')",
                        "ALTER TABLE audit_event_2015_01 OWNER TO " + maintainer(),
                        "ALTER TABLE rest ADD CONSTRAINT audit_event_drain"
                                + " CHECK (NOT (occurred_at >= '2015-01-01Z' AND occurred_at < '2015-02-01Z')) NOT VALID",
                        "INSERT INTO event_partition (name, from_time, to_time, state, goal) VALUES"
                                + " ('audit_event_2015_01', '2015-01-01Z', '2015-02-01Z', 'planned', 'attached')");
        assertDone(partitions.maintain(OPERATOR, false), Action.DRAIN, Action.DROP);
        assertThat(text("SELECT count(*) FROM audit_event_2015_01")).isEqualTo("1");
        assertThat(text("SELECT to_regclass('rest')::text")).isNull();
    }

    @Test
    void buildsAMissingIndexAndDropsALeftover() throws SQLException {
        append("2015-01-10T00:00:00Z");
        append("2015-01-11T00:00:00Z");
        audit.postgres().execute("CREATE INDEX audit_event_purpose ON ONLY audit_event (tenant, purpose)");
        assertThatThrownBy(() -> audit.postgres()
                        .execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON audit_event_2015_01 (tenant)"))
                .hasMessageContaining("unique");
        assertThat(health().message()).contains("drop-index audit_event_2015_01 broken");
        assertDone(partitions.maintain(OPERATOR, false), Action.DROP_INDEX, Action.ADD_INDEX);
        assertThat(text("SELECT to_regclass('broken')::text")).isNull();
        assertThat(text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'audit_event_purpose'::regclass"))
                .isEqualTo("t");
        assertThat(health()).isEqualTo(HealthCheck.Result.OK);
    }

    @Test
    void sealsWhatIsOver() throws SQLException {
        append("2015-01-10T00:00:00Z");
        assertDone(partitions.maintain(OPERATOR, false), Action.SEAL);
        assertThat(find("audit_event_2015_01").orElseThrow().state()).isEqualTo(PartitionState.SEALED);
        assertThat(text("SELECT relallvisible > 0 FROM pg_class WHERE relname = 'audit_event_2015_01'"))
                .isEqualTo("t");
        assertThat(partitions.maintain(OPERATOR, false)).isEmpty();
    }

    @Test
    void buildsABloatedIndexAgainAndTellsTheNumbers() throws SQLException {
        reopen(Map.of("plugins.partitioning.bloat-min-size", "64KB"));
        audit.postgres()
                .execute(
                        "CREATE TABLE audit_event_2015 (LIKE audit_event INCLUDING ALL)",
                        "ALTER TABLE audit_event ATTACH PARTITION audit_event_2015 FOR VALUES FROM ('2015-01-01Z') TO"
                                + " ('2016-01-01Z')",
                        "ALTER TABLE audit_event_2015 OWNER TO " + maintainer(),
                        "INSERT INTO audit_event_2015 (tenant, id, occurred_at, occurred_offset, recorded_at, action,"
                                + " status, classification, writer, batch, position) SELECT 't', gen_random_uuid(),"
                                + " '2015-01-01Z'::timestamptz + i * interval '1 min', 0, now(), 'a', 'success', 'PHI', 0, 0, 0"
                                + " FROM generate_series(1, 20000) i",
                        "DELETE FROM audit_event_2015 WHERE extract(minute FROM occurred_at) > 5",
                        "VACUUM ANALYZE audit_event_2015");
        List<PartitionStep> plan = partitions.maintain(OPERATOR, true);
        assertThat(plan).anySatisfy(step -> {
            assertThat(step.action()).isEqualTo(Action.REINDEX);
            assertThat(step.subject()).isEqualTo("audit_event_2015_pkey");
            assertThat(step.reason()).matches("\\d+ bytes where about \\d+ would do");
        });
        String before = text("SELECT pg_relation_size('audit_event_2015_pkey')");
        partitions.maintain(OPERATOR, false);
        assertThat(Long.parseLong(text("SELECT pg_relation_size('audit_event_2015_pkey')")))
                .isLessThan(Long.parseLong(before) / 2);
        assertThat(actions(partitions.maintain(OPERATOR, true))).doesNotContain(Action.REINDEX);
    }

    @Test
    void findsNothingToDoAmongAThousandPartitionsInAMoment() throws SQLException {
        reopen(Map.of("plugins.partitioning.seal-after", "20000d"));
        for (int from = 0; from < 1000; from += 100) { // one transaction may not hold the locks of all
            audit.postgres().execute(MANY.formatted(maintainer(), from, from + 99));
        }
        assertThat(actions(partitions.maintain(OPERATOR, false))).hasSize(1000).containsOnly(Action.ADOPT);
        long began = System.nanoTime();
        List<PartitionStep> steps = partitions.maintain(OPERATOR, false);
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.getLogger("test").log(System.Logger.Level.INFO, "{0} partitions, {1} ms", list().size(), millis);
        assertThat(steps).isEmpty();
        assertThat(list()).hasSizeGreaterThan(1000);
        assertThat(millis).isLessThan(3000);
    }

    @Test
    void tellsSizesAndGrowthAndAdvisesByThem() throws SQLException {
        reopen(Map.of("plugins.partitioning.large-partition", "64KB"));
        append("2015-01-10T00:00:00Z");
        append("2015-02-10T00:00:00Z");
        create("2014-01-01", "2015-01-01", "monthly");
        audit.postgres().execute("ANALYZE audit_event_2015_01, audit_event_2015_02");
        PartitionAnalysis analysis = partitions.analyze(OPERATOR);
        assertThat(analysis.partitions()).hasSameSizeAs(list());
        assertThat(analysis.bytes()).isPositive();
        assertThat(analysis.estimatedRows()).isGreaterThanOrEqualTo(2);
        assertThat(analysis.emptyPartitions()).isEqualTo(12);
        assertThat(analysis.bytesPerDay()).isPositive();
        assertThat(analysis.interval()).hasToString("monthly");
        assertThat(analysis.advice()).anySatisfy(advice -> {
            assertThat(advice.recommendation()).isEqualTo("clean up");
            assertThat(advice.evidence()).isEqualTo("12 whose time is over hold no rows");
        });
        assertThat(analysis.advice()).anySatisfy(advice -> {
            assertThat(advice.subject()).isEqualTo("partition.interval");
            assertThat(advice.recommendation()).isEqualTo("set it to weekly instead of monthly");
            assertThat(advice.evidence()).startsWith(analysis.bytesPerDay() + " bytes a day make ");
        });
    }

    @Test
    void runsByTheClockAndTakesOverFromAnInstanceThatFellSilent() throws SQLException {
        reopen(Map.of(
                "plugins.partitioning.cron", "* * * * * *",
                "plugins.partitioning.zone", "Asia/Kathmandu",
                "plugins.partitioning.poll-interval", "100ms",
                "plugins.partitioning.job-lease", "4s"));
        await().until(() ->
                text("SELECT count(last_success) FROM partition_job").equals("1"));
        audit.postgres()
                .execute("UPDATE partition_job SET picked = true, picked_by = 'another', last_success = NULL,"
                        + " last_heartbeat = now() - interval '1 hour', execution_time = now() - interval '1 hour',"
                        + " version = version + 1");
        String newest = list().get(list().size() - 1).name();
        audit.postgres().execute("ALTER TABLE audit_event DETACH PARTITION " + newest, "DROP TABLE " + newest);
        await().atMost(Duration.ofSeconds(30)).until(() -> find(newest).isPresent());
        assertThat(text("SELECT count(*) FROM partition_job")).isEqualTo("1");
    }

    @Test
    void maintenanceThatFailedIsTriedAgainBeforeItsNextTurn() throws SQLException {
        reopen(Map.of(
                "plugins.partitioning.cron", "0 0 0 1 1 *",
                "plugins.partitioning.retry-pause", "100ms",
                "plugins.partitioning.poll-interval", "100ms"));
        await().until(() -> text("SELECT count(*) FROM partition_job").equals("1"));
        String newest = list().get(list().size() - 1).name();
        audit.postgres()
                .execute(
                        "ALTER TABLE audit_event DETACH PARTITION " + newest,
                        "DROP TABLE " + newest,
                        "ALTER TABLE audit_event RENAME TO elsewhere",
                        "UPDATE partition_job SET execution_time = now(), version = version + 1");
        await().until(() -> "t".equals(text("SELECT consecutive_failures > 1 FROM partition_job")));
        audit.postgres().execute("ALTER TABLE elsewhere RENAME TO audit_event");
        await().until(() -> find(newest).isPresent());
        await().until(() -> text("SELECT execution_time > now() + interval '1 hour' FROM partition_job")
                .equals("t"));
    }

    @Test
    void servesOnlyOperators() {
        var reader = new Access("reader", Set.of(), Set.of(Right.READ, Right.APPEND));
        assertThatThrownBy(() -> partitions.list(reader)).hasMessageContaining("operate");
        assertThatThrownBy(() -> partitions.maintain(reader, false)).hasMessageContaining("operate");
        assertThatThrownBy(() -> partitions.cleanup(reader, Instant.EPOCH, true))
                .hasMessageContaining("operate");
    }
}
