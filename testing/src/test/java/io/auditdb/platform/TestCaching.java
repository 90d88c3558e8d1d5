package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.ledger.RedactionOrder;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.kernel.AuditDb;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestCaching {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access READER = new Access("reader", Set.of(), Set.of(Right.READ));

    private static CachingInstances instances;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Instant longAgo = now.minus(40, ChronoUnit.DAYS);
    private final String tenant = "clinic-" + UUID.randomUUID();
    private AuditDb one;
    private AuditDb other;

    @BeforeAll
    static void open() {
        instances = new CachingInstances(
                2,
                Map.of(
                        "plugins.cache-local.enabled",
                        true,
                        "cache.look-interval",
                        "1h", // so that nothing is known of changes that nobody asked for
                        "cache.eventual-lag",
                        "1h",
                        "cache.hot-queries",
                        0, // nor is an answer found out again that nobody asked for
                        "cache.warm",
                        List.of("tenant=warm&limit=5", "tenant=warm&colour=red")));
    }

    @AfterAll
    static void close() {
        instances.close();
    }

    @BeforeEach
    void choose() {
        one = instances.caching(0);
        other = instances.caching(1);
    }

    private AuditEvent append(AuditDb instance, Instant at, String subject) {
        AuditEvent event = event(at, subject);
        instance.database().append(List.of(event));
        return event;
    }

    private AuditEvent event(Instant at, String subject) {
        return AuditEvent.builder()
                .id(UUID.randomUUID())
                .tenant(tenant)
                .occurredAt(at.atOffset(ZoneOffset.UTC))
                .action("read")
                .status(Status.SUCCESS)
                .principal(Principal.of("alice"))
                .subject(Subject.of(subject))
                .outcome("fine")
                .build();
    }

    private EventQuery.Builder of(String subject) {
        return EventQuery.builder().tenant(tenant).subject(subject).consistency(Consistency.STRONG);
    }

    private EventQuery.Builder settled(String subject) {
        return of(subject).from(longAgo).to(longAgo.plus(10, ChronoUnit.DAYS));
    }

    private static List<UUID> ask(AuditDb instance, EventQuery.Builder query) {
        return instance.database().query(query.build()).events().stream()
                .map(it -> it.event().id())
                .toList();
    }

    private static CacheReport report(AuditDb instance) {
        return instance.service(CacheManager.class).report(OPERATOR);
    }

    private static long hits(AuditDb instance) {
        CacheReport report = report(instance);
        return report.settled().hits() + report.current().hits();
    }

    private static long loads(AuditDb instance) {
        return report(instance).loads();
    }

    /** Asks, and says whether the answer came from a cache. */
    private static boolean isKept(AuditDb instance, EventQuery.Builder query) {
        long before = loads(instance);
        ask(instance, query);
        return loads(instance) == before;
    }

    @Test
    void aRepeatedQueryIsNotAskedTwice() {
        append(one, now, "p1");
        long hits = hits(one);
        assertThat(isKept(one, of("p1"))).isFalse();
        assertThat(isKept(one, of("p1"))).isTrue();
        assertThat(hits(one)).isEqualTo(hits + 1);
    }

    @Test
    void aStrongReaderSeesWhatAnotherInstanceAppended() {
        AuditEvent first = append(one, now, "p1");
        assertThat(ask(one, of("p1"))).containsExactly(first.id());
        AuditEvent second = append(other, now.plusSeconds(1), "p1");
        assertThat(ask(one, of("p1"))).containsExactly(second.id(), first.id());
    }

    @Test
    void unrelatedEventsLeaveAnAnswerAlone() {
        append(one, now, "p1");
        ask(one, of("p1"));
        append(one, now, "p2");
        append(other, now, "p3");
        assertThat(isKept(one, of("p1"))).isTrue();
    }

    @Test
    void anAnswerAboutThePastOutlivesWhatHappensNow() {
        AuditEvent old = append(one, longAgo.plus(1, ChronoUnit.DAYS), "p1");
        assertThat(ask(one, settled("p1"))).containsExactly(old.id());
        append(one, now, "p1");
        assertThat(isKept(one, settled("p1"))).isTrue();
        AuditEvent late = append(other, longAgo.plus(2, ChronoUnit.DAYS), "p1");
        assertThat(ask(one, settled("p1"))).containsExactly(late.id(), old.id());
    }

    @Test
    void aReaderWhoAsksForNoMoreGetsWhatIsAtHand() {
        AuditEvent first = append(one, now, "p1");
        EventQuery.Builder eventual = of("p1").consistency(Consistency.EVENTUAL);
        ask(one, of("p1"));
        assertThat(ask(one, eventual)).containsExactly(first.id());
        AuditEvent second = append(other, now.plusSeconds(1), "p1");
        assertThat(ask(one, eventual)).containsExactly(first.id());
        assertThat(ask(one, of("p1").consistency(Consistency.BOUNDED).maxLag(Duration.ZERO)))
                .containsExactly(second.id(), first.id());
    }

    @Test
    void aTransactionOfTheCallersCountsFromItsCommitOn() throws Exception {
        append(one, now, "p1");
        AuditEvent late = event(now.plusSeconds(1), "p1");
        instances.testing().database().transaction(transaction -> {
            transaction.append(List.of(late));
            assertThat(ask(one, of("p1"))).hasSize(1);
            append(other, now, "p9"); // committed later, but earlier to be seen
            assertThat(isKept(one, of("p1"))).isTrue();
            return null;
        });
        assertThat(ask(one, of("p1"))).hasSize(2).startsWith(late.id());
    }

    @Test
    void aRolledBackTransactionChangesNothing() throws Exception {
        append(one, now, "p1");
        ask(one, of("p1"));
        try (Connection connection = instances.testing().postgres().connect()) {
            connection.setAutoCommit(false);
            instances.testing().database().append(connection, List.of(event(now, "p1")));
            connection.rollback();
        }
        assertThat(isKept(one, of("p1"))).isTrue();
    }

    @Test
    void aRedactionEndsPagesAndTheEventItself() {
        AuditEvent event = append(one, longAgo.plus(1, ChronoUnit.DAYS), "p1");
        ask(one, settled("p1"));
        assertThat(one.database().find(tenant, event.id()).orElseThrow().redacted())
                .isEmpty();
        other.service(Redactions.class).redact(new RedactionOrder(tenant, event.id(), Set.of("outcome"), "a test"));
        List<RecordedEvent> page = one.database().query(settled("p1").build()).events();
        assertThat(page)
                .singleElement()
                .satisfies(it -> assertThat(it.redacted()).containsExactly("outcome"));
        assertThat(one.database().find(tenant, event.id()).orElseThrow().redacted())
                .containsExactly("outcome");
    }

    @Test
    void anEventThatWasNotThereIsFoundOnceItCame() {
        AuditEvent event = event(now, "p1");
        assertThat(one.database().find(tenant, event.id())).isEmpty();
        other.database().append(List.of(event));
        assertThat(one.database().find(tenant, event.id())).isPresent();
        long loads = loads(one);
        assertThat(one.database().find(tenant, event.id())).isPresent();
        assertThat(loads(one)).isEqualTo(loads);
    }

    @Test
    void thatThereIsNothingIsKeptUntilSomethingComes() {
        assertThat(ask(one, of("p1"))).isEmpty();
        assertThat(isKept(one, of("p1"))).isTrue();
        append(other, now, "p1");
        assertThat(ask(one, of("p1"))).hasSize(1);
    }

    @Test
    void queriesThatDifferInAnyValueHaveAnswersOfTheirOwn() {
        append(one, now, "p1");
        append(one, now, "P1");
        assertThat(ask(one, of("p1"))).hasSize(1);
        assertThat(ask(one, of("P1"))).hasSize(1).doesNotContainAnyElementsOf(ask(one, of("p1")));
        assertThat(isKept(one, of("p1").limit(7))).isFalse();
        assertThat(isKept(one, of("p1").from(longAgo))).isFalse();
        assertThat(isKept(one, of("p1").to(longAgo))).isFalse();
    }

    @Test
    void ordersReachEveryInstance() {
        CacheManager caches = one.service(CacheManager.class);
        append(one, longAgo.plus(1, ChronoUnit.DAYS), "p1");
        append(one, longAgo.plus(1, ChronoUnit.DAYS), "p2");
        for (CacheInvalidation what : List.of(
                new CacheInvalidation(tenant, Set.of()),
                new CacheInvalidation("clinic-*", Set.of("type:page")),
                new CacheInvalidation("*", Set.of("subject:p1")),
                new CacheInvalidation("*", Set.of("table:audit_event")))) {
            ask(other, settled("p1"));
            assertThat(isKept(other, settled("p1"))).isTrue();
            caches.invalidate(OPERATOR, what);
            assertThat(isKept(other, settled("p1"))).as("%s", what).isFalse();
        }
        ask(other, settled("p2"));
        caches.invalidate(OPERATOR, new CacheInvalidation(tenant, Set.of("subject:p1", "type:event")));
        caches.invalidate(OPERATOR, new CacheInvalidation("elsewhere", Set.of()));
        assertThat(isKept(other, settled("p2"))).isTrue();
        caches.clear(OPERATOR);
        assertThat(isKept(other, settled("p2"))).isFalse();
    }

    @Test
    void ordersAreCheckedAndNeedTheRight() {
        CacheManager caches = one.service(CacheManager.class);
        assertThatThrownBy(() -> caches.invalidate(READER, new CacheInvalidation(tenant, Set.of())))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> caches.report(READER)).isInstanceOf(AuditDbException.class);
        assertThatThrownBy(() -> caches.invalidate(
                        OPERATOR,
                        new CacheInvalidation("", Set.of("event:7", "type:row", "table:tenant", "colour:red"))))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
                    assertThat(e.faults()).hasSize(5);
                });
    }

    @Test
    void declaredQueriesAreAskedAhead() {
        List<CacheWarming> warmed = one.service(CacheManager.class).warm(OPERATOR);
        assertThat(warmed).hasSize(2);
        assertThat(warmed.get(0).problem()).isEmpty();
        assertThat(warmed.get(1).problem()).isPresent();
    }

    @Test
    void aThousandCallersOfOneColdKeyAskTheDatabaseOnce() throws Exception {
        append(one, now, "p1");
        long before = loads(one);
        var go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(1000);
        try {
            List<Future<List<UUID>>> answers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(threads.submit(() -> {
                    go.await();
                    return ask(one, of("p1"));
                }));
            }
            go.countDown();
            for (Future<List<UUID>> answer : answers) {
                assertThat(answer.get()).hasSize(1);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(loads(one)).isEqualTo(before + 1);
    }

    @Test
    void whoeverComesWhenTheAnswerWasJustKeptDoesNotAskAgain() throws Exception {
        int callers = 200;
        int keys = 100;
        append(one, longAgo, "late");
        long before = loads(one);
        var together = new CyclicBarrier(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Callable<Void> caller = () -> {
                for (int limit = 1; limit <= keys; limit++) {
                    together.await();
                    ask(one, settled("late").limit(limit));
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(callers, caller))) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(loads(one) - before).isEqualTo(keys);
    }

    @Test
    void aQueryIsAnsweredWithoutCachesWhileChangesCannotBeRead() throws Exception {
        append(one, now, "p1");
        ask(one, of("p1"));
        instances.testing().postgres().execute("ALTER TABLE event_change_horizon RENAME TO elsewhere");
        try {
            append(other, now, "p1");
            assertThat(ask(one, of("p1"))).hasSize(2);
        } finally {
            instances.testing().postgres().execute("ALTER TABLE elsewhere RENAME TO event_change_horizon");
        }
        ask(one, of("p1"));
        assertThat(isKept(one, of("p1"))).isTrue();
    }

    @Test
    void anInstanceThatMissedChangesForgetsEverything() throws Exception {
        append(one, now, "p1");
        ask(one, of("p1"));
        append(other, now, "p2");
        instances
                .testing()
                .postgres()
                .execute("UPDATE event_change_horizon SET pruned = pg_current_xact_id()", "DELETE FROM event_change");
        assertThat(isKept(one, of("p1"))).isFalse();
        assertThat(isKept(one, of("p1"))).isTrue();
    }
}
