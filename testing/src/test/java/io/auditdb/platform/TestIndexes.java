package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Action;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.Origin;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The indexes of partitions, declared, built, advised upon, on a real database. */
class TestIndexes {
    private static final System.Logger LOG = System.getLogger("test");
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access AUDITOR = new Access("auditor", Set.of(), Set.of(Right.READ));
    private static final String SETTING = "plugins.partitioning.index.";
    private static final String MAY = "audit_event_2015_05";
    /** A session at rest hands over what it has counted after ten seconds. */
    private static final Duration COUNTED = Duration.ofSeconds(30);

    private static final int FEW = 2_000;

    /** Enough for a scan to take its time. */
    private static final int MANY = 100_000;

    /** The primary key, five declared, and three that the platform finds its own records by. */
    private static final int OWN = 9;

    /** One event in two thousand is of a rare type, and as few are public. */
    private static final String FILL = """
            INSERT INTO %s (tenant, id, occurred_at, occurred_offset, recorded_at, action, status, principal_id,
                            correlation_id, classification, writer, batch, position)
            SELECT 'clinic', gen_random_uuid(), timestamptz '%s' + i * interval '1 second', 0, now(),
                   CASE WHEN i %% 2000 = 0 THEN 'record.merge' ELSE 'record.read' END, 'success', 'p' || i %% 100, 'c' || i / 10,
                   CASE WHEN i %% 2000 = 0 THEN 'PUBLIC' ELSE 'PHI' END, 0, 0, 0
            FROM generate_series(1, %d) i
            """;

    private TestingAuditDb audit;
    private PartitionManager partitions;
    private IndexManager indexes;

    /** Queries are those on record, unless a test says otherwise. */
    private void open(Map<String, ?> further) throws SQLException {
        var settings = new HashMap<String, Object>(
                Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.ahead", 1));
        settings.putAll(further);
        audit = TestingAuditDb.open(settings);
        audit.postgres().execute("DROP EXTENSION IF EXISTS pg_stat_statements");
        use();
    }

    private void use() {
        partitions = audit.platform().service(PartitionManager.class);
        indexes = audit.platform().service(IndexManager.class);
        await().until(() -> partitions.list(OPERATOR).size() >= 2);
    }

    @AfterEach
    void close() {
        if (audit != null) {
            audit.close();
        }
    }

    private void create(String from, String to) {
        var range = new PartitionRange(Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z"));
        partitions.create(OPERATOR, new PartitionOrder(range, Optional.of(PartitionInterval.parse("monthly"))), false);
    }

    /** Makes months of 2015 that are sealed, with rows that only this test has put there. */
    private void fill(int months) throws SQLException {
        fill(months, FEW);
    }

    private void fill(int months, int rows) throws SQLException {
        create("2015-05-01", "2015-%02d-01".formatted(5 + months));
        for (int i = 0; i < months; i++) {
            String month = "2015-%02d".formatted(5 + i);
            audit.postgres().execute(FILL.formatted("audit_event_" + month.replace('-', '_'), month + "-01Z", rows));
        }
        await().until(() -> {
            partitions.maintain(OPERATOR, false);
            return text("SELECT count(*) FROM event_partition WHERE state = 'sealed'")
                    .equals(String.valueOf(months));
        });
    }

    private String text(String sql) throws SQLException {
        List<String> texts = texts(sql);
        return texts.isEmpty() ? null : texts.get(0);
    }

    private List<String> texts(String sql) throws SQLException {
        var texts = new ArrayList<String>();
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private String maintainer() {
        return "\"" + audit.postgres().address().database() + "_maintainer\"";
    }

    private List<String> indexesOf(String table) throws SQLException {
        return texts("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = '" + table
                + "'::regclass AND indisvalid ORDER BY 1");
    }

    private long events(EventQuery query) {
        return audit.database().as(AUDITOR).query(query).events().size();
    }

    private static EventQuery.Builder clinic() {
        return EventQuery.builder()
                .tenant("clinic")
                .from(Instant.parse("2015-05-01T00:00:00Z"))
                .to(Instant.parse("2015-06-01T00:00:00Z"));
    }

    /** Asks as often as makes a question worth an index, and waits until it is on record. */
    private void ask(int times, EventQuery query) throws SQLException {
        int before = asked();
        IntStream.range(0, times).forEach(i -> events(query));
        await().until(() -> asked() >= before + times);
    }

    private int asked() throws SQLException {
        return Integer.parseInt(text("SELECT count(*) FROM audit_event WHERE action = 'audit.query'"));
    }

    private Optional<IndexAdvice> advice(String index) {
        return indexes.advise(OPERATOR).advice().stream()
                .filter(it -> it.index().equals(index))
                .findFirst();
    }

    private List<RecordedEvent> records(String action) {
        try (Stream<RecordedEvent> events = audit.database().stream(
                EventQuery.builder().tenant("_system").action(action).build())) {
            return events.toList();
        }
    }

    private List<RecordedEvent> additions(String declared) {
        return records("index.add").stream()
                .filter(it -> it.event().target().orElseThrow().id().contains("_" + declared + "_"))
                .toList();
    }

    /** Applies when nobody else is at it, such as the first pass of maintenance. */
    private List<IndexStep> apply(boolean drop) {
        return await().until(
                        () -> indexes.apply(OPERATOR, drop, false),
                        steps -> steps.stream().noneMatch(it -> it.step().outcome() == Outcome.PLANNED));
    }

    private static void assertDone(List<IndexStep> steps) {
        assertThat(steps).isNotEmpty().allMatch(it -> it.step().outcome() == Outcome.DONE, "done");
    }

    @Test
    void givesNewPartitionsWhatTheyHaveAlwaysHadAndBuildsNothingUnasked() throws SQLException {
        open(Map.of());
        fill(1);
        assertThat(indexesOf(MAY)).hasSize(OWN);
        assertThat(apply(true)).isEmpty();
        assertThat(indexesOf(MAY)).hasSize(OWN);
        IndexAnalysis analysis = indexes.advise(OPERATOR);
        assertThat(analysis.advice()).isEmpty();
        assertThat(analysis.querySource()).isEqualTo("_system");
        assertThat(analysis.remarks()).anyMatch(it -> it.startsWith("scans have been counted for 0 hours"));
    }

    @Test
    void buildsForTheEventTypesThatAreAskedForAndMakesTheirQueriesShort() throws SQLException {
        open(Map.of(SETTING + "min-queries", 5));
        fill(1, MANY);
        EventQuery rare = clinic().action("record.merge").limit(40).build();
        ask(5, rare);
        ask(5, clinic().action("no.such").build());
        String plan = plan("a.action = 'record.merge'");
        long before = nanos(rare);

        IndexAdvice advice = advice("audit_event_action").orElseThrow();
        assertThat(advice.action()).isEqualTo(Action.ADD);
        assertThat(advice.partitions()).containsExactly(MAY);
        assertThat(advice.reason()).startsWith("asked for 10 times since ");
        assertThat(advice.evidence().queries())
                .extracting(it -> it.filters(), it -> it.calls())
                .containsExactly(tuple(List.of("action", "time"), 10L));
        assertThat(advice.evidence().hypothesis().orElseThrow())
                .matches("the planner would use it on " + MAY
                        + ": cost [0-9.]+ instead of [0-9.]+ \\(tried on a sample of [0-9]+ rows\\)");
        assertThat(advice.evidence().cost().basis()).startsWith("estimated: tried on a sample");
        assertThat(advice.evidence().cost().bytesPerRow())
                .as("one row in a thousand")
                .isLessThan(2);
        assertThat(texts("SELECT relname FROM pg_class WHERE relname LIKE 'audit_db_sample%'"))
                .as("a trial leaves nothing behind")
                .isEmpty();

        List<IndexStep> planned = indexes.apply(OPERATOR, false, true);
        String name = planned.get(0).step().subject();
        assertThat(planned).singleElement().satisfies(it -> {
            assertThat(it.step().outcome()).isEqualTo(Outcome.PLANNED);
            assertThat(it.statements())
                    .containsExactly("CREATE INDEX CONCURRENTLY \"" + name + "\" ON \"" + MAY
                            + "\" USING btree (tenant, action, occurred_at) WHERE action IN ('record.merge')");
        });
        assertThat(indexesOf(MAY)).hasSize(OWN);
        List<IndexStep> done = apply(false);
        assertDone(done);
        assertThat(done.get(0).statements()).isEqualTo(planned.get(0).statements());
        assertThat(indexesOf(MAY)).hasSize(OWN + 1).contains(name);
        assertThat(apply(false)).isEmpty();
        await().until(() -> records("index.add").size() == 1);
        assertThat(records("index.add").get(0).event().target().orElseThrow().id())
                .isEqualTo(name);

        assertThat(plan).doesNotContain(name);
        assertThat(plan("a.action = 'record.merge'")).contains(name);
        long after = nanos(rare);
        LOG.log(System.Logger.Level.INFO, "rare type: {0} us without, {1} us with", before / 1000, after / 1000);
        assertThat(after).isLessThan(before / 2);
        assertThat(events(rare)).isEqualTo(40);
    }

    @Test
    void saysWhenWhatWasAskedForIsNotUsedOnceItIsThere() throws SQLException {
        open(Map.of(SETTING + "min-queries", 3));
        fill(1);
        EventQuery correlation = clinic().correlationId("c77").build();
        ask(3, correlation);
        assertDone(apply(false));
        assertThat(advice("audit_event_correlation")).as("it has its day").isEmpty();
        restart(Map.of(SETTING + "min-queries", 3, SETTING + "outcome-after", "0s"));
        IndexAdvice advice = advice("audit_event_correlation").orElseThrow();
        assertThat(advice.action()).isEqualTo(Action.REVIEW);
        assertThat(advice.reason()).startsWith("built at ").contains("none has used it since");
        assertThat(indexes.apply(OPERATOR, true, true))
                .as("it would be built again")
                .isEmpty();
    }

    private String plan(String condition) throws SQLException {
        return String.join("\n", texts("""
                EXPLAIN SELECT e.* FROM unnest('{clinic}'::text[]) AS t (tenant) CROSS JOIN LATERAL (
                  SELECT * FROM audit_event a WHERE a.tenant = t.tenant
                  AND a.occurred_at >= '2015-05-01Z' AND a.occurred_at < '2015-06-01Z' AND %s
                  ORDER BY a.occurred_at DESC, a.id DESC LIMIT 51) e
                ORDER BY e.occurred_at DESC, e.id DESC, e.tenant DESC LIMIT 51""".formatted(condition)));
    }

    /** The best of several, the recording of the query aside. */
    private long nanos(EventQuery query) {
        return IntStream.range(0, 15)
                .mapToLong(i -> {
                    long began = System.nanoTime();
                    audit.database().query(query);
                    return System.nanoTime() - began;
                })
                .min()
                .orElseThrow();
    }

    @Test
    void servesThePlatformsOtherFiltersAsWell() throws SQLException {
        open(Map.of(SETTING + "min-queries", 3));
        fill(1, MANY);
        EventQuery correlation = clinic().correlationId("c77").build();
        EventQuery open =
                clinic().classification(Classification.PUBLIC).limit(40).build();
        ask(3, correlation);
        ask(3, open);
        long correlationBefore = nanos(correlation);
        long openBefore = nanos(open);
        assertDone(apply(false));
        assertThat(plan("a.correlation_id = 'c77'")).contains("_correlation_");
        assertThat(plan("a.classification = 'PUBLIC'")).contains("_compliance_");
        long correlationAfter = nanos(correlation);
        long openAfter = nanos(open);
        LOG.log(
                System.Logger.Level.INFO,
                "correlation: {0} us without, {1} us with; classification: {2}, {3}",
                correlationBefore / 1000,
                correlationAfter / 1000,
                openBefore / 1000,
                openAfter / 1000);
        assertThat(correlationAfter).isLessThan(correlationBefore / 2);
        assertThat(openAfter).isLessThan(openBefore / 2);
        audit.postgres().execute("VACUUM " + MAY);
        assertThat(String.join(
                        "\n",
                        texts("EXPLAIN SELECT action, status, count(*) FROM audit_event WHERE tenant = 'clinic'"
                                + " AND classification = 'PUBLIC' AND occurred_at < '2015-06-01Z' GROUP BY 1, 2")))
                .contains("Index Only Scan");
    }

    @Test
    void makesAnIndexAgainWhoseBuildWasInterrupted() throws SQLException {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on sealed"));
        fill(1);
        String name = indexes.apply(OPERATOR, false, true).get(0).step().subject();
        audit.postgres()
                .execute(
                        "CREATE INDEX " + name + " ON " + MAY + " (tenant)",
                        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '" + name + "'::regclass");
        List<IndexStep> steps = apply(false);
        assertDone(steps);
        assertThat(steps.get(0).statements()).first().isEqualTo("DROP INDEX CONCURRENTLY IF EXISTS \"" + name + "\"");
        assertThat(indexesOf(MAY)).contains(name);
        assertThat(text("SELECT pg_get_indexdef('" + name + "'::regclass)")).contains("(tenant, purpose, occurred_at)");
        assertThat(apply(true)).isEmpty();
    }

    @Test
    void putsAnotherDefinitionInThePlaceOfTheEarlierOne() throws SQLException {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on sealed"));
        fill(1);
        assertDone(apply(false));
        List<String> before = indexesOf(MAY);
        restart(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, status, occurred_at) on sealed"));
        List<IndexStep> steps = apply(false);
        assertDone(steps);
        assertThat(steps.get(0).statements()).hasSize(2);
        assertThat(indexesOf(MAY)).hasSameSizeAs(before).isNotEqualTo(before);
        restart(Map.of());
        assertThat(advice("audit_event_purpose").orElseThrow())
                .satisfies(it -> assertThat(it.action()).isEqualTo(Action.DROP))
                .satisfies(it -> assertThat(it.reason()).isEqualTo("it is no longer declared"));
        assertThat(apply(false)).isEmpty();
        assertDone(apply(true));
        assertThat(indexesOf(MAY)).hasSize(OWN);
        assertThat(apply(true)).isEmpty();
    }

    /** Opens the platform on the same database with other settings. */
    private void restart(Map<String, ?> further) {
        TestingAuditDb earlier = audit;
        earlier.stop();
        var settings = new HashMap<String, Object>(
                Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.ahead", 1));
        settings.putAll(further);
        audit = earlier.with(settings);
        audit.start();
        use();
    }

    @Test
    void attachesToTheEventTableWhatAllPartitionsHave() throws SQLException {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on all"));
        fill(2);
        List<IndexStep> steps = apply(false);
        assertDone(steps);
        assertThat(steps.get(steps.size() - 1).step().partition()).isEqualTo("audit_event");
        assertThat(steps.get(steps.size() - 1).statements().get(0))
                .isEqualTo("CREATE INDEX \"audit_event_purpose\" ON ONLY audit_event"
                        + " USING btree (tenant, purpose, occurred_at)");
        assertThat(text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'audit_event_purpose'::regclass"))
                .isEqualTo("t");
        create("2016-01-01", "2016-02-01");
        assertThat(indexesOf("audit_event_2016_01")).hasSize(OWN + 1);
        assertThat(apply(true)).isEmpty();
        assertThat(indexes.usage(OPERATOR))
                .filteredOn(it -> it.index().equals("audit_event_purpose"))
                .singleElement()
                .satisfies(it -> assertThat(it.origin()).isEqualTo(Origin.DECLARED))
                .satisfies(it -> assertThat(it.partitions())
                        .hasSize(partitions.list(OPERATOR).size()));
    }

    @Test
    void goesOnFromWhereAttachingWasInterrupted() throws SQLException {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on all"));
        fill(1);
        List<IndexStep> planned = indexes.apply(OPERATOR, false, true);
        IndexStep last = planned.get(planned.size() - 1);
        for (IndexStep step : planned.subList(0, planned.size() - 1)) {
            audit.postgres().execute(step.statements().get(0));
        }
        audit.postgres().execute(last.statements().get(0), last.statements().get(1));
        assertDone(apply(false));
        assertThat(text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'audit_event_purpose'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void lateEventsGetInWhileAnIndexIsBuilt() throws Exception {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on sealed"));
        fill(1);
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE " + MAY + " SET purpose = 'x' WHERE occurred_at < '2015-05-01T00:00:02Z'");
            var building = CompletableFuture.supplyAsync(() -> indexes.apply(OPERATOR, false, false));
            await().until(() ->
                    !text("SELECT count(*) FROM pg_stat_progress_create_index").equals("0"));
            AuditEvent late = SampleEvents.event(1).toBuilder()
                    .id(UUID.randomUUID())
                    .occurredAt(OffsetDateTime.parse("2015-05-20T00:00:00Z"))
                    .build();
            audit.database().append(late);
            assertThat(audit.database().find("tenant-1", late.id())).isPresent();
            assertThat(indexes.apply(OPERATOR, false, false))
                    .allMatch(it -> it.step().outcome() == Outcome.PLANNED); // somebody is at it
            assertThat(building).isNotDone();
            connection.rollback();
            assertDone(building.get());
        }
    }

    @Test
    void keepsOnlyTheNewestAndLeavesArchivedOnesAlone() throws SQLException {
        open(Map.of(SETTING + "strategy.further.purpose", "btree (tenant, purpose, occurred_at) on newest 2"));
        fill(3);
        audit.postgres().execute("UPDATE event_partition SET state = 'archived' WHERE name = 'audit_event_2015_07'");
        assertThat(apply(false))
                .extracting(it -> it.step().partition())
                .containsExactly("audit_event_2015_05", "audit_event_2015_06");
        audit.postgres().execute("UPDATE event_partition SET state = 'sealed' WHERE name = 'audit_event_2015_07'");
        List<IndexStep> steps = apply(true);
        assertDone(steps);
        assertThat(steps)
                .extracting(it -> it.step().partition(), it -> it.step().action())
                .containsExactly(
                        tuple("audit_event_2015_07", PartitionStep.Action.ADD_INDEX),
                        tuple("audit_event_2015_05", PartitionStep.Action.DROP_INDEX));
    }

    @Test
    void advisesToDropWhatAnotherCoversAndNeverWhatKeepsAConstraint() throws SQLException {
        open(Map.of());
        fill(1);
        audit.postgres()
                .execute(
                        "CREATE INDEX mine_prefix ON " + MAY + " (tenant, occurred_at)",
                        "CREATE INDEX mine_same ON " + MAY
                                + " (tenant, subject_id, occurred_at) WHERE subject_id IS NOT NULL",
                        "CREATE UNIQUE INDEX mine_unique ON " + MAY + " (tenant, id, occurred_at)",
                        "CREATE UNIQUE INDEX mine_other ON " + MAY + " (tenant, id, occurred_at)",
                        "CREATE INDEX mine_partial ON " + MAY + " (tenant, occurred_at) WHERE outcome IS NOT NULL");
        assertThat(indexes.advise(OPERATOR).advice())
                .extracting(IndexAdvice::action, IndexAdvice::index, IndexAdvice::reason)
                .containsExactlyInAnyOrder(
                        tuple(Action.DROP, "mine_prefix", "its columns are the first of those of audit_event_pkey"),
                        tuple(Action.DROP, "mine_same", "it is the same as audit_event_subject"));
        assertThat(advice("mine_prefix").orElseThrow().evidence().counts().bytes())
                .isPositive();
        assertThat(advice("mine_prefix").orElseThrow().evidence().cost().basis())
                .startsWith("measured");
        assertThat(apply(false)).isEmpty();
        assertDone(apply(true));
        assertThat(indexesOf(MAY))
                .contains("mine_unique", "mine_other", "mine_partial")
                .hasSize(OWN + 3);
        await().until(() -> records("index.drop").size() == 2);
    }

    @Test
    void callsNothingUnusedBeforeTheTimeIsLongEnough() throws SQLException {
        open(Map.of());
        fill(1);
        audit.postgres().execute("CREATE INDEX mine ON " + MAY + " (tenant, source)");
        assertThat(indexes.advise(OPERATOR).advice()).isEmpty();
        restart(Map.of(SETTING + "unused-after", "0s"));
        IndexAdvice mine = advice("mine").orElseThrow();
        assertThat(mine.action()).isEqualTo(Action.DROP);
        assertThat(mine.reason()).isEqualTo("not used in 0 days");
        assertThat(mine.evidence().counts().scans()).isZero();
        assertThat(advice("audit_event_words").orElseThrow().action()).isEqualTo(Action.REVIEW);
        assertThat(indexes.advise(OPERATOR).advice())
                .extracting(IndexAdvice::index)
                .doesNotContain("audit_event_pkey", "audit_event_redacted");
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            statement.execute("SELECT count(*) FROM " + MAY + " WHERE tenant = 'x' AND source = 'y'");
        }
        await().atMost(COUNTED).until(() -> usage("mine").counts().scans() > 0);
        assertThat(advice("mine").map(IndexAdvice::reason).orElse("last used at"))
                .startsWith("last used at"); // which PostgreSQL 15 does not know
    }

    private IndexUsage usage(String index) {
        return indexes.usage(OPERATOR).stream()
                .filter(it -> it.index().equals(index))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sumsUpHowEachIndexIsUsed() throws SQLException {
        open(Map.of());
        fill(2);
        assertThat(events(clinic().principal("nobody").build())).isZero();
        await().atMost(COUNTED)
                .until(() -> usage("audit_event_principal").counts().scans() > 0);
        IndexUsage usage = usage("audit_event_principal");
        assertThat(usage.origin()).isEqualTo(Origin.DECLARED);
        assertThat(usage.definition())
                .isEqualTo("btree (tenant, principal_id, occurred_at) where principal_id is not null on all monthly");
        assertThat(usage.partitions().get(0).partition()).isEqualTo(MAY);
        assertThat(usage.partitions()).allMatch(IndexUsage.OfPartition::valid);
        assertThat(usage.counts().bytes())
                .isEqualTo(usage.partitions().stream()
                        .mapToLong(it -> it.counts().bytes())
                        .sum());
        if (Integer.parseInt(text("SHOW server_version_num")) >= 160000) {
            assertThat(usage.counts().lastUsed()).isPresent();
        }
        assertThat(usage("audit_event_pkey").origin()).isEqualTo(Origin.CONSTRAINT);
        assertThat(usage("audit_event_redacted").origin()).isEqualTo(Origin.PLATFORM);
        assertThat(indexes.usage(OPERATOR)).extracting(IndexUsage::index).hasSize(OWN);
    }

    @Test
    void readsQueriesFromPgStatStatementsWhereItIsInstalled() throws Exception {
        try (TestingPostgres server = TestingPostgres.start(Map.of("shared_preload_libraries", "pg_stat_statements"))) {
            var settings = new HashMap<String, Object>(Map.of("plugins.partitioning.enabled", true));
            settings.put(SETTING + "min-queries", 3);
            audit = TestingAuditDb.closed(server.createDatabase(), settings);
            audit.start();
            use();
            fill(1);
            ask(3, clinic().correlationId("c1").status(Status.SUCCESS).build());
            audit.postgres().execute("DROP EXTENSION pg_stat_statements");
            assertThat(indexes.advise(OPERATOR).querySource()).isEqualTo("_system");
            audit.postgres().execute("CREATE SCHEMA counts", "CREATE EXTENSION pg_stat_statements SCHEMA counts");
            audit.postgres().execute("GRANT USAGE ON SCHEMA counts TO PUBLIC");
            events(clinic().correlationId("c1").status(Status.SUCCESS).build());
            IndexAnalysis analysis = indexes.advise(OPERATOR);
            assertThat(analysis.querySource()).isEqualTo("pg_stat_statements");
            assertThat(advice("audit_event_correlation")
                            .orElseThrow()
                            .evidence()
                            .queries())
                    .singleElement()
                    .satisfies(it -> assertThat(it.filters()).containsExactly("correlation", "status", "time"))
                    .satisfies(it -> assertThat(it.calls()).isGreaterThanOrEqualTo(3))
                    .satisfies(it -> assertThat(it.mean()).isPresent());
            audit.close();
            audit = null;
        }
    }

    @Test
    void advisesToDeclareWhatIsAskedForAndNotDeclared() throws SQLException {
        open(Map.of(SETTING + "strategy.status", "none", SETTING + "min-queries", 2));
        fill(1);
        ask(2, clinic().status(Status.FAILURE).build());
        IndexAdvice advice = advice("audit_event_status").orElseThrow();
        assertThat(advice.action()).isEqualTo(Action.DECLARE);
        assertThat(advice.definition()).isEqualTo("btree (tenant, status, occurred_at) on sealed when queried monthly");
        assertThat(indexes.apply(OPERATOR, true, true)).isEmpty();
    }

    @Test
    void doesByItselfOnlyWhatItIsAllowedTo() throws SQLException {
        open(Map.of(
                "plugins.partitioning.cron",
                "* * * * * *",
                "plugins.partitioning.poll-interval",
                "100ms",
                SETTING + "auto",
                "add",
                SETTING + "auto-max-steps",
                1,
                SETTING + "strategy.further.purpose",
                "btree (tenant, purpose, occurred_at) on sealed"));
        fill(2);
        // not only what is declared: that this test asks again and again is a reason for an index as well
        await().until(() -> additions("purpose").size() == 2);
        assertThat(additions("purpose"))
                .extracting(it -> it.event().principal().orElseThrow().id())
                .containsOnly("_system");
        assertThat(indexes.apply(OPERATOR, false, true))
                .noneMatch(it -> it.step().subject().contains("_purpose_"));
    }

    @Test
    void buildsAgainAtMostAsOftenAsDeclared() throws SQLException {
        open(Map.of("plugins.partitioning.bloat-min-size", "64KB"));
        fill(1, 20_000);
        audit.postgres()
                .execute(
                        "UPDATE " + MAY + " SET outcome = 'x'",
                        "DELETE FROM " + MAY + " WHERE extract(minute FROM occurred_at) > 5",
                        "VACUUM ANALYZE " + MAY);
        await().until(() -> partitions.maintain(OPERATOR, true).stream()
                .anyMatch(it -> it.subject().contains("principal")));
        audit.postgres().execute("INSERT INTO event_index (name, kept_at) VALUES ('audit_event_principal', now())");
        assertThat(partitions.maintain(OPERATOR, true))
                .noneMatch(it -> it.subject().contains("principal"));
        audit.postgres().execute("UPDATE event_index SET kept_at = now() - interval '32 days'");
        assertThat(partitions.maintain(OPERATOR, false))
                .anyMatch(it -> it.subject().contains("principal"));
        assertThat(text("SELECT kept_at > now() - interval '1 hour' FROM event_index WHERE name ="
                        + " 'audit_event_principal'"))
                .isEqualTo("t");
    }

    @Test
    void takesNoLongerThanTheNumberOfPartitionsGrows() throws SQLException {
        open(Map.of("plugins.partitioning.seal-after", "20000d"));
        String many = """
                DO $$
                BEGIN
                  SET LOCAL ROLE %s;
                  FOR i IN %d..%d LOOP
                    EXECUTE format('CREATE TABLE audit_event_d%%s PARTITION OF audit_event FOR VALUES FROM (%%L) TO (%%L)',
                                   i, timestamptz '2015-01-01Z' + i * interval '1 day', timestamptz '2015-01-02Z' + i * interval '1 day');
                  END LOOP;
                END $$
                """;
        audit.postgres().execute(many.formatted(maintainer(), 0, 39), "ANALYZE");
        long few = lookNanos();
        for (int from = 40; from < 400; from += 90) {
            audit.postgres().execute(many.formatted(maintainer(), from, from + 89));
        }
        audit.postgres().execute("ANALYZE");
        long ten = lookNanos();
        LOG.log(
                System.Logger.Level.INFO,
                "usage and advice: {0} ms at 40, {1} ms at 400",
                few / 1_000_000,
                ten / 1_000_000);
        assertThat(ten).isLessThan(15 * few).isLessThan(3_000_000_000L);
    }

    private long lookNanos() {
        return IntStream.range(0, 5)
                .mapToLong(i -> {
                    long began = System.nanoTime();
                    indexes.usage(OPERATOR);
                    indexes.advise(OPERATOR);
                    return System.nanoTime() - began;
                })
                .min()
                .orElseThrow();
    }

    @Test
    void namesEveryDeclarationThatCannotBeRead() {
        assertThatThrownBy(() -> open(Map.of(
                        SETTING + "strategy.action", "btree (tenant, secret) on sealed",
                        SETTING + "strategy.words", "gin (action) on all",
                        SETTING + "strategy.further.mine", "btree (tenant); drop table audit_event")))
                .hasMessageContaining("action secret is no column that can be indexed")
                .hasMessageContaining("3 faults")
                .hasMessageContaining("words action has no words")
                .hasMessageContaining("mine must be none, or as in");
        assertThatThrownBy(() -> open(Map.of(SETTING + "strategy.words", "gin (action) on all")))
                .hasMessageContaining("plugins.partitioning.index.strategy.words: action has no words");
    }

    @Test
    void servesOnlyOperators() throws SQLException {
        open(Map.of());
        assertThatThrownBy(() -> indexes.usage(AUDITOR)).hasMessageContaining("operate");
        assertThatThrownBy(() -> indexes.advise(AUDITOR)).hasMessageContaining("operate");
        assertThatThrownBy(() -> indexes.apply(AUDITOR, true, true)).hasMessageContaining("operate");
    }
}
