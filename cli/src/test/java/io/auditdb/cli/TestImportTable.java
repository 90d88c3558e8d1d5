package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The move of the earlier system's table: the command, a daemon's whole inside, and two real databases. */
class TestImportTable {
    private static final int CYCLES_OF_THOUSAND = 1000 / EarlierTable.CYCLE;

    private static TestingAuditDb audit;

    @TempDir
    private Path home;

    private TestingDatabase database;
    private EarlierTable table;
    private TestingCli cli;
    private String name;

    @BeforeAll
    static void openPlatform() {
        audit = TestingAuditDb.open(Map.of(
                "plugins.http-api.enabled",
                true,
                "plugins.formats.enabled",
                true,
                "plugins.http-api.max-reported-faults",
                1000));
    }

    @AfterAll
    static void closePlatform() {
        audit.close();
    }

    @BeforeEach
    void open() throws Exception {
        database = TestingPostgres.shared().createDatabase();
        table = EarlierTable.create(database);
        name = database.address().database() + ".public.audit_log";
        cli = new TestingCli(home);
        cli.platform = () -> new KernelPlatform(null);
        cli.environment.put(
                "AUDIT_DB_URL", audit.platform().httpUri().orElseThrow().toString());
        cli.environment.put(
                "AUDIT_DB_TOKEN",
                Files.readString(audit.var().resolve("admin.token")).strip());
    }

    @AfterEach
    void close() throws SQLException {
        cli.close();
        database.close();
    }

    private TestingCli.Result run(String... options) throws IOException {
        DatabaseAddress address = database.address();
        Path passwords = home.resolve("passwords");
        Files.writeString(
                passwords,
                "# of tests\nelsewhere:*:*:*:wrong\n" + address.host().replace(":", "\\:") + ":" + address.port()
                        + ":*:" + address.user() + ":" + address.password() + "\n");
        var all = new ArrayList<>(List.of("migrate", "import-table", "--source-url"));
        all.add("postgresql://" + address.user() + "@" + address.host() + ":" + address.port() + "/"
                + address.database() + "?passfile=" + passwords);
        all.addAll(List.of(options));
        return cli.run(all.toArray(String[]::new));
    }

    private static Map<String, Object> json(TestingCli.Result result) {
        assertThat(result.out()).as(result.err()).startsWith("{");
        return object(result.out());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String text) {
        return (Map<String, Object>) new StrictJson().read(text);
    }

    /** The events of this test's table, by the number of their row. */
    private Map<Long, AuditEvent> events() {
        var events = new TreeMap<Long, AuditEvent>();
        try (var all = audit.database().stream(EventQuery.builder().build())) {
            all.map(recorded -> recorded.event())
                    .filter(event ->
                            event.tenant().startsWith("org-") || event.tenant().startsWith("t-"))
                    .filter(event ->
                            database.address().database().equals(event.details().get("table")))
                    .forEach(event -> {
                        AuditEvent twin = events.put((Long) event.details().get("auditLogId"), event);
                        assertThat(twin).isNull();
                    });
        }
        return events;
    }

    /** A column that tells this test's rows from another's: unknown to the earlier system, and nothing of it is lost. */
    private void mark() throws SQLException {
        database.execute("ALTER TABLE audit_log ADD COLUMN \"table\" text NOT NULL DEFAULT current_database()");
    }

    private List<Map<String, Object>> report(String kind) throws IOException {
        try (var lines = Files.lines(home.resolve("var/import").resolve(name + kind + ".report.ndjson"))) {
            return lines.map(TestImportTable::object).toList();
        }
    }

    private static Map<String, Object> finding(List<Map<String, Object>> report, long row) {
        return report.stream()
                .filter(line -> line.get("row").equals(row))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyRowIsStoredOnceOrReportedWithItsFaults() throws Exception {
        mark();
        table.add(10_000);
        var first = run("--tenant", "t-rest", "--json", "--batch", "1500");
        assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.FAILED);
        int cycles = 10_000 / EarlierTable.CYCLE;
        long refused = (long) cycles * EarlierTable.REFUSED;
        assertThat(json(first))
                .containsEntry("rows", 10_000L)
                .containsEntry("stored", 10_000L - refused)
                .containsEntry("duplicates", 0L)
                .containsEntry("refused", refused)
                .containsEntry("changed", 0L)
                .containsEntry("remarked", (long) cycles * EarlierTable.MISMATCHED)
                .containsEntry("position", 10_000L);
        Map<Long, AuditEvent> events = events();
        assertThat(events).hasSize((int) (10_000 - refused));
        List<Map<String, Object>> report = report("");
        Map<Object, Long> kinds = report.stream()
                .map(line -> line.get("kind"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(kinds)
                .containsOnly(entry("refused", refused), entry("remark", (long) cycles * EarlierTable.MISMATCHED));
        assertThat(finding(report, 3).toString()).contains("/timestamp", "RFC 3339");
        assertThat(finding(report, 9).toString()).contains("/status", "attempt, success or failure", "auditLogId");
        assertThat(finding(report, 22).get("problems").toString()).contains("/hash", "is not the SHA-256");

        var second = run("--tenant", "t-rest", "--again", "--json");
        assertThat(json(second))
                .containsEntry("stored", 0L)
                .containsEntry("duplicates", 10_000L - refused)
                .containsEntry("refused", refused);
        assertThat(events()).isEqualTo(events);
    }

    @Test
    void whatTheRowSaysIsWhatTheEventSays() throws Exception {
        mark();
        table.add(50);
        database.execute("UPDATE audit_log SET hash = NULL WHERE id = 24");
        run("--tenant", "t-rest", "--map", "St. Mary=t-mary");
        Map<Long, AuditEvent> events = events();
        assertThat(events.get(5L).tenant()).isEqualTo("t-rest");
        assertThat(events.get(6L).tenant()).isEqualTo("t-mary");
        assertThat(events.get(6L).details()).containsEntry("organizationId", "St. Mary");
        assertThat(events.get(7L).tenant()).isEqualTo("t-rest");
        AuditEvent patient = events.get(40L);
        assertThat(patient.tenant()).isEqualTo("org-1");
        assertThat(patient.occurredAt()).hasToString("2023-10-26T10:30:40.280Z");
        assertThat(patient.principal().orElseThrow().id()).isEqualTo("user-0");
        assertThat(patient.target().orElseThrow().id()).isEqualTo("pat-40");
        assertThat(patient.subject().orElseThrow().id()).isEqualTo("pat-40");
        assertThat(patient.status()).isEqualTo(Status.SUCCESS);
        assertThat(patient.correlationId()).contains("corr-40");
        assertThat(patient.classification()).contains(Classification.PHI);
        assertThat(patient.retentionPolicy()).contains("standard");
        assertThat(patient.session().orElseThrow().id()).isEqualTo("s-40");
        assertThat(patient.details())
                .containsEntry("legacyHash", "verified")
                .containsEntry("timestamp", "2023-10-26T10:30:40.280Z")
                .containsEntry("processingLatency", 40L)
                .containsEntry("queueDepth", 0L)
                .containsEntry("eventVersion", "1.0")
                .doesNotContainKey("ttl");
        assertThat(events.get(4L).occurredAt()).hasToString("2023-10-26T10:30:00.123456Z");
        assertThat(events.get(10L).outcome()).contains("O'Brien said \"no\"\n\t\\ \u20ac");
        assertThat(events.get(10L).details()).containsEntry("legacyHash", "verified");
        assertThat(events.get(15L).details()).containsEntry("details", List.of(1L, "two"));
        assertThat(events.get(18L).status()).isEqualTo(Status.SUCCESS);
        assertThat(events.get(18L).details())
                .containsEntry("auditLogId", 18L)
                .containsEntry("custom", Map.of("a", List.of(1L)))
                .containsEntry("details", Map.of("auditLogId", 7L, "id", "own", "status", "own"));
        assertThat(events.get(22L).details()).containsEntry("legacyHash", "mismatch");
        assertThat(events.get(24L).details()).containsEntry("legacyHash", "absent");
    }

    @Test
    void aDryRunShowsWhereEachColumnGoesAndStoresNothing() throws Exception {
        mark();
        table.add(100);
        var result = run("--tenant", "t-rest", "--dry-run", "--max-faults", "3");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out().lines())
                .anyMatch(line -> line.matches("archived_at +11 +details\\.archivedAt"))
                .anyMatch(line -> line.matches("organization_id +96 +tenant"))
                .anyMatch(line ->
                        line.startsWith("100 rows of public.audit_log: 82 would be stored, 0 are stored, 18 refused"));
        assertThat(result.err()).contains("row 1: /occurredAt: must lie between", "and 15 more, all in ");
        assertThat(events()).isEmpty();
        assertThat(report(".dry-run")).hasSize(22);
        assertThat(home.resolve("var/import").resolve(name + ".json")).doesNotExist();
    }

    @Test
    void aVerificationFindsWhatIsMissingAndWhatWasChanged() throws Exception {
        mark();
        table.add(200);
        database.execute("DELETE FROM audit_log WHERE id % 50 IN (1, 2, 3, 6, 8, 9, 17, 19, 20)");
        assertThat(run("--tenant", "t-rest").code()).isEqualTo(ExitCode.OK);
        var intact = run("--tenant", "t-rest", "--verify");
        assertThat(intact.code()).as(intact.err()).isEqualTo(ExitCode.OK);
        assertThat(intact.out())
                .startsWith("164 rows of public.audit_log: 164 stored as they are, 0 missing, 0 refused");
        database.execute(
                "UPDATE audit_log SET outcome_description = 'changed' WHERE id = 30",
                "INSERT INTO audit_log (id, timestamp, action, status) VALUES (1, '2024-01-01Z', 'a', 'success')");
        var found = run("--tenant", "t-rest", "--verify");
        assertThat(found.code()).isEqualTo(ExitCode.FAILED);
        assertThat(found.out()).contains("163 stored as they are", "1 missing", "1 changed");
        assertThat(found.err()).contains("row 1: is not stored", "row 30: /id: is taken by a different event");
        assertThat(finding(report(".verify"), 30)).containsEntry("kind", "changed");
        run("--tenant", "t-rest", "--again");
        assertThat(events()).hasSize(165);
    }

    @Test
    void whatIsDurableButNotWrittenDownIsSentAgainAndStoredOnce() throws Exception {
        mark();
        table.add(500);
        run("--tenant", "t-rest");
        Path state = home.resolve("var/import").resolve(name + ".json");
        String before = Files.readString(state);
        List<Map<String, Object>> reported = report("");
        table.add(500);
        run("--tenant", "t-rest");
        Map<Long, AuditEvent> events = events();
        assertThat(events).hasSize(CYCLES_OF_THOUSAND * (EarlierTable.CYCLE - EarlierTable.REFUSED));
        List<Map<String, Object>> all = report("");
        Files.writeString(state, before); // as if it had been killed between the answer and the note of it
        var resumed = run("--tenant", "t-rest", "--json");
        assertThat(json(resumed)).containsEntry("rows", 1000L).containsEntry("duplicates", 410L);
        assertThat(report("")).isEqualTo(all).startsWith(reported.get(0)).hasSize(2 * reported.size());
        assertThat(events()).isEqualTo(events);
        Files.writeString(state, "{");
        assertThat(run("--tenant", "t-rest").err()).contains("does not say how far", "--again");
    }

    @Test
    void moreFindingsThanAnAnswerListsAreAllReported() throws Exception {
        mark();
        database.execute("INSERT INTO audit_log (timestamp, organization_id, action, status, hash)"
                + " SELECT now(), 'org-0', 'a', 'success', 'x' FROM generate_series(1, 1300)");
        var result = run("--json");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(json(result))
                .containsEntry("stored", 1300L)
                .containsEntry("duplicates", 0L)
                .containsEntry("remarked", 1300L);
        assertThat(report(""))
                .extracting(line -> line.get("row"))
                .doesNotHaveDuplicates()
                .hasSize(1300);
        database.execute("INSERT INTO audit_log (id, timestamp, organization_id, action, status)"
                + " SELECT -i, now(), 'org-0', 'a', 'success' FROM generate_series(1, 1300) i");
        var missing = run("--verify", "--json", "--max-faults", "0");
        assertThat(json(missing)).containsEntry("missing", 1300L).containsEntry("duplicates", 1300L);
        assertThat(report(".verify"))
                .extracting(line -> line.get("kind"))
                .containsOnly("missing")
                .hasSize(1300);
    }

    @Test
    void anImportThatRunsKeepsOthersOut() throws Exception {
        table.add(50);
        run("--tenant", "t-rest");
        Path report = home.resolve("var/import").resolve(name + ".report.ndjson");
        try (var held = FileChannel.open(report, StandardOpenOption.WRITE)) {
            held.lock();
            var second = run("--tenant", "t-rest");
            assertThat(second.code()).isEqualTo(ExitCode.FAILED);
            assertThat(second.err()).contains("Another import of this table runs already");
        }
    }

    @Test
    void rowsThatComeMeanwhileComeAlong() throws Exception {
        mark();
        table.add(1000);
        var writer = CompletableFuture.runAsync(() -> insert(300));
        do {
            run("--tenant", "t-rest", "--batch", "100");
        } while (!writer.isDone());
        writer.get();
        run("--tenant", "t-rest");
        assertThat(events()).hasSize(1000 - CYCLES_OF_THOUSAND * EarlierTable.REFUSED + 300);
    }

    private void insert(int count) {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                statement.execute("INSERT INTO audit_log (timestamp, organization_id, action, status)"
                        + " VALUES (now(), 'org-0', 'a', 'success')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRowThatIsCommittedAfterLaterOnesIsNotMissed() throws Exception {
        mark();
        try (Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            slow.createStatement()
                    .execute("INSERT INTO audit_log (timestamp, organization_id, action, status)"
                            + " VALUES (now(), 'org-0', 'slow', 'success')");
            insert(1);
            var late = run("--writer-wait", "50ms");
            assertThat(late.code()).isEqualTo(ExitCode.FAILED);
            assertThat(late.err()).contains("1 transactions that write to public.audit_log", "--writer-wait");
            assertThat(events()).isEmpty();
            var result = CompletableFuture.supplyAsync(() -> {
                try {
                    return run();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            slow.commit();
            assertThat(result.get(30, TimeUnit.SECONDS).code()).isEqualTo(ExitCode.OK);
        }
        assertThat(events().values()).extracting(AuditEvent::action).containsExactly("slow", "a");
    }

    @Test
    void whatIsNoSuchTableIsSaidWithEverythingThatIsWrong() throws Exception {
        database.execute("CREATE TABLE other (id int, status text)", "CREATE SCHEMA \"Odd\"");
        var other = run("--table", "other");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err())
                .contains(
                        "public.other is no audit_log",
                        "timestamp: is not a column",
                        "action: is not a column",
                        "id: must have a unique index");
        assertThat(run("--table", "\"Odd\".audit_log").err()).contains("There is no table \"Odd\".audit_log");
        assertThat(run("--table", "audit_log; drop table audit_log").code()).isEqualTo(ExitCode.FAILED);
        assertThat(run("--dry-run", "--verify").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aPasswordIsNeverAnArgument() {
        for (String url : List.of("postgresql://u:geheim@h/d", "postgresql://u@h/d?password=geheim", "geheim")) {
            var result = cli.run("migrate", "import-table", "--source-url", url);
            assertThat(result.code()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("--source-url").doesNotContain("geheim");
        }
    }

    @Test
    void anEarlierVersionOfTheTableHasFewerColumns() throws Exception {
        mark();
        table.add(50);
        database.execute("ALTER TABLE audit_log DROP COLUMN event_version, DROP COLUMN correlation_id,"
                + " DROP COLUMN data_classification, DROP COLUMN retention_policy, DROP COLUMN processing_latency,"
                + " DROP COLUMN archived_at, DROP COLUMN hash_algorithm, ALTER COLUMN details TYPE json,"
                + " ALTER COLUMN timestamp TYPE timestamp USING timestamp AT TIME ZONE 'UTC'");
        database.execute(
                "UPDATE audit_log SET details = '{\"a\":1,\n \"a\":2}' WHERE id = 30",
                "UPDATE audit_log SET details = '{\"a\":\"\\u0000\"}' WHERE id = 31");
        var result = run("--tenant", "t-rest", "--json");
        assertThat(json(result)).containsEntry("stored", 39L).containsEntry("refused", 11L);
        assertThat(finding(report(""), 30).get("problems").toString()).contains("a");
        AuditEvent event = events().get(40L);
        assertThat(event.details()).containsEntry("legacyHash", "verified").doesNotContainKey("eventVersion");
        assertThat(event.classification()).contains(Classification.INTERNAL);
    }

    @Test
    void theStateIsForItsOwnerOnly() throws Exception {
        table.add(50);
        run("--tenant", "t-rest");
        Path folder = home.resolve("var/import");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve(name + ".report.ndjson"))))
                .isEqualTo("rw-------");
    }
}
