package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Appends, on a real database. */
class TestAppend {
    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open();
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private long count() {
        try (var events = audit.database().stream(EventQuery.builder().build())) {
            return events.count();
        }
    }

    @Test
    void givesBackExactlyWhatWasStated() {
        AuditEvent stated = SampleEvents.event(7);
        Appended appended = audit.database().append(stated);
        assertThat(appended.duplicate()).isFalse();
        assertThat(appended.receipt().lsn()).isPositive();
        var stored = audit.database().find("tenant-1", stated.id()).orElseThrow();
        assertThat(stored.event()).isEqualTo(stated);
        assertThat(stored.event().occurredAt()).isEqualTo(stated.occurredAt());
        assertThat(stored.receipt().position()).isEqualTo(appended.receipt().position());
    }

    @Test
    void storesTheSameEventOnceAndSaysSo() {
        List<AuditEvent> events = SampleEvents.events(20);
        List<Appended> first = audit.database().append(events);
        List<Appended> second = audit.database().append(events);
        assertThat(second).allMatch(Appended::duplicate);
        assertThat(second)
                .extracting(it -> it.receipt().position())
                .isEqualTo(first.stream().map(it -> it.receipt().position()).toList());
        assertThat(count()).isEqualTo(20);
    }

    @Test
    void storesTheSameEventOnceWithinARequest() {
        AuditEvent event = SampleEvents.event(1);
        List<Appended> appended = audit.database().append(List.of(event, event));
        assertThat(appended).extracting(Appended::duplicate).containsExactly(false, true);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void refusesAnIdThatBelongsToAnotherEventAndStoresNothingOfTheRequest() {
        audit.database().append(SampleEvents.event(1));
        AuditEvent other =
                SampleEvents.event(1).toBuilder().action("something.else").build();
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class, () -> audit.database().append(List.of(SampleEvents.event(2), other)));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.CONFLICT);
        assertThat(refused.faults()).extracting(Fault::path).containsExactly("/1/id");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void keepsTheSameIdInTwoTenantsApart() {
        AuditEvent event = SampleEvents.event(1);
        audit.database().append(List.of(event, event.toBuilder().tenant("other").build()));
        assertThat(count()).isEqualTo(2);
        assertThatThrownBy(() -> audit.database().find(null, event.id()))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
    }

    @Test
    void namesEveryFaultOfEveryEventAndStoresNone() {
        AuditEvent bad = AuditEvent.builder().tenant("bad tenant").build();
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class, () -> audit.database().append(List.of(SampleEvents.event(0), bad)));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_EVENT);
        assertThat(refused.faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("/1/tenant", "/1/occurredAt", "/1/action", "/1/status");
        assertThat(count()).isZero();
    }

    @Test
    void refusesAnEntryThatIsTooLargeForABundle() {
        var builder = SampleEvents.event(1).toBuilder();
        for (int i = 0; i < 1500; i++) {
            builder.detail("member" + i, i);
        }
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class, () -> audit.database().append(builder.build()));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.TOO_LARGE);
        assertThat(refused.getMessage()).contains("65535");
    }

    @Test
    void refusesThePlatformsOwnTenant() {
        AuditEvent event = SampleEvents.event(1).toBuilder().tenant("_system").build();
        assertThatThrownBy(() -> audit.database().append(event)).hasMessageContaining("/tenant");
    }

    @Test
    void makesPartitionsForTimesOfAnyYear() {
        for (String time :
                List.of("1970-01-01T00:00:00Z", "1999-12-31T23:59:59.999999-11:00", "2020-02-29T00:00:00+14:00")) {
            AuditEvent event = SampleEvents.event(1).toBuilder()
                    .id(UUID.randomUUID())
                    .occurredAt(OffsetDateTime.parse(time))
                    .build();
            audit.database().append(event);
            assertThat(audit.database()
                            .find("tenant-1", event.id())
                            .orElseThrow()
                            .event())
                    .isEqualTo(event);
        }
    }

    @Test
    void storesEachIdOnceWhenManyAppendTheSameEventsAtOnce() throws Exception {
        long seed = System.nanoTime();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        List<AuditEvent> events = SampleEvents.events(400);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            var work = new ArrayList<Callable<List<Appended>>>();
            for (int caller = 0; caller < 16; caller++) {
                var mine = new ArrayList<>(events);
                Collections.shuffle(mine, new Random(seed + caller));
                for (int from = 0; from < mine.size(); from += 40) {
                    List<AuditEvent> part = List.copyOf(mine.subList(from, from + 40));
                    work.add(() -> audit.database().append(part));
                }
            }
            var fresh = new ArrayList<UUID>();
            for (Future<List<Appended>> future : callers.invokeAll(work)) {
                future.get().stream()
                        .filter(it -> !it.duplicate())
                        .map(Appended::id)
                        .forEach(fresh::add);
            }
            assertThat(fresh).hasSize(400).doesNotHaveDuplicates();
        } finally {
            callers.shutdownNow();
        }
        assertThat(count()).isEqualTo(400);
        audit.awaitSealed(400);
        assertThat(audit.verify().intact()).isTrue();
        assertNumbersAreGapless();
    }

    private void assertNumbersAreGapless() throws Exception {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM (SELECT max(number) AS last, count(*) AS n FROM ledger_batch GROUP BY writer) w"
                                + " WHERE last <> n")) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    @Test
    void commitsAppendsAndTheCallersOwnWorkTogether() throws Exception {
        audit.postgres()
                .execute(
                        "CREATE TABLE business (x int)",
                        "GRANT SELECT, INSERT ON business TO \""
                                + audit.postgres().address().database() + "_writer\"");
        audit.database().transaction(transaction -> {
            transaction.append(List.of(SampleEvents.event(0)));
            try (Statement statement = transaction.connection().createStatement()) {
                statement.execute("INSERT INTO business VALUES (1)");
            }
            return transaction.append(List.of(SampleEvents.event(1)));
        });
        assertThatThrownBy(() -> audit.database().transaction(transaction -> {
                    transaction.append(List.of(SampleEvents.event(2)));
                    try (Statement statement = transaction.connection().createStatement()) {
                        statement.execute("INSERT INTO business VALUES (2)");
                    }
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(count()).isEqualTo(2);
        audit.awaitSealed(2);
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void appendsWithinATransactionOfTheCallers() throws Exception {
        try (Connection connection = audit.postgres().connect()) {
            connection.setAutoCommit(false);
            audit.database().append(connection, SampleEvents.events(3));
            assertThat(count()).isZero();
            connection.rollback();
            audit.database().append(connection, SampleEvents.events(2));
            connection.commit();
        }
        assertThat(count()).isEqualTo(2);
        audit.awaitSealed(2);
        assertThat(audit.verify().intact()).isTrue();
    }

    @Test
    void goesOnAfterARestartWithTheSameLog() {
        audit.database().append(SampleEvents.events(300));
        audit.awaitSealed(300);
        String key = audit.ledger().verifierKey();
        audit.stop();
        audit.start();
        audit.database().append(SampleEvents.events(310).subList(300, 310));
        audit.awaitSealed(310);
        assertThat(audit.ledger().verifierKey()).isEqualTo(key);
        assertThat(audit.verify().intact()).isTrue();
        assertThat(Set.of(300L, 310L))
                .contains(audit.verify().checkpoint().orElseThrow().size());
    }

    @Test
    void sealsOnceWithTwoInstancesOnOneDatabase() throws Exception {
        // the second instance has the same keys but a directory of its own
        var second = java.nio.file.Files.createTempDirectory("audit-db-second");
        try (var files = java.nio.file.Files.walk(audit.var().resolve("keys"))) {
            for (var file : files.toList()) {
                java.nio.file.Files.copy(file, second.resolve(audit.var().relativize(file)));
            }
        }
        try (var other = io.auditdb.kernel.AuditDb.open(audit.configuration(), second)) {
            var answers = new ArrayList<java.util.concurrent.CompletableFuture<List<Appended>>>();
            for (int i = 0; i < 200; i += 2) {
                answers.add(audit.database().submit(List.of(SampleEvents.event(i))));
                answers.add(other.database().submit(List.of(SampleEvents.event(i + 1))));
            }
            answers.forEach(java.util.concurrent.CompletableFuture::join);
            audit.awaitSealed(200);
            assertThat(audit.verify().intact()).isTrue();
            assertThat(other.ledger().checkpoint().orElseThrow().size()).isEqualTo(200);
        }
    }
}
