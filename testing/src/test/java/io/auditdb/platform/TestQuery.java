package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queries against what a simple filter over the same events finds. */
class TestQuery {
    private static final int COUNT = 250;

    private static TestingAuditDb audit;
    private static List<AuditEvent> events;

    @BeforeAll
    static void fill() {
        audit = TestingAuditDb.open();
        events = SampleEvents.events(COUNT);
        audit.database().append(events);
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static void assertFinds(EventQuery.Builder query, Predicate<AuditEvent> filter) {
        List<AuditEvent> expected = events.stream()
                .filter(filter)
                .sorted(Comparator.comparing(
                                (AuditEvent event) -> event.occurredAt().toInstant())
                        .reversed())
                .toList();
        assertThat(expected)
                .as("the filter selects something, and not everything")
                .isNotEmpty();
        assertThat(pages(query.limit(7).build())).isEqualTo(expected);
        try (var stream = audit.database().stream(query.build())) {
            assertThat(stream.map(RecordedEvent::event)).isEqualTo(expected);
        }
    }

    private static List<AuditEvent> pages(EventQuery query) {
        var found = new ArrayList<AuditEvent>();
        EventQuery next = query;
        while (next != null) {
            EventPage page = audit.database().query(next);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(query.limit());
            page.events().forEach(it -> found.add(it.event()));
            next = page.next()
                    .map(cursor -> query.toBuilder().cursor(cursor).build())
                    .orElse(null);
        }
        return found;
    }

    @Test
    void filtersByEachMember() {
        assertFinds(EventQuery.builder(), event -> true);
        assertFinds(
                EventQuery.builder().tenant("tenant-1"), event -> event.tenant().equals("tenant-1"));
        assertFinds(
                EventQuery.builder().tenants(Set.of("tenant-1", "tenant-2")),
                event -> !event.tenant().equals("tenant-0"));
        assertFinds(
                EventQuery.builder().principal("user-3"),
                event -> event.principal().orElseThrow().id().equals("user-3"));
        assertFinds(
                EventQuery.builder().subject("patient-5"),
                event -> event.subject().orElseThrow().id().equals("patient-5"));
        assertFinds(
                EventQuery.builder().action("auth.login"),
                event -> event.action().equals("auth.login"));
        assertFinds(
                EventQuery.builder().action("fhir.*"), event -> event.action().startsWith("fhir."));
        assertFinds(
                EventQuery.builder().action("*.patient.*"),
                event -> event.action().contains(".patient."));
        assertFinds(EventQuery.builder().status(Status.FAILURE), event -> event.status() == Status.FAILURE);
        assertFinds(EventQuery.builder().classification(Classification.PHI), event -> true);
        assertFinds(
                EventQuery.builder().targetType("Observation").targetId("obs/17"),
                event -> event.target().orElseThrow().id().equals("obs/17"));
        assertFinds(
                EventQuery.builder().correlationId("request-20"),
                event -> event.correlationId().orElseThrow().equals("request-20"));
        assertFinds(
                EventQuery.builder().text("knee number42"),
                event -> event.details().get("words").toString().endsWith("number42"));
    }

    @Test
    void treatsWildCardsOfSqlAsPlainCharacters() {
        assertThat(pages(EventQuery.builder().action("auth_login*").build())).isEmpty();
        assertThat(pages(EventQuery.builder().action("%*").build())).isEmpty();
    }

    @Test
    void filtersByTimeWithAnOpenEnd() {
        Instant from = events.get(40).occurredAt().toInstant();
        Instant to = events.get(90).occurredAt().toInstant();
        assertFinds(
                EventQuery.builder().from(from).to(to),
                event -> !event.occurredAt().toInstant().isBefore(from)
                        && event.occurredAt().toInstant().isBefore(to));
    }

    @Test
    void refusesWhatCannotBeAnswered() {
        for (EventQuery query : List.of(
                EventQuery.builder().limit(0).build(),
                EventQuery.builder().limit(1_000_000).build(),
                EventQuery.builder().cursor("nonsense").build(),
                EventQuery.builder().subject("x".repeat(256)).build(),
                EventQuery.builder().text("a\0b").build(),
                EventQuery.builder()
                        .from(Instant.parse("2026-01-02T00:00:00Z"))
                        .to(Instant.parse("2026-01-01T00:00:00Z"))
                        .build())) {
            assertThatThrownBy(() -> audit.database().query(query))
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            e -> assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST));
        }
    }

    @Test
    void keepsACallerWithinItsTenantsAndRights() {
        AuditDatabase mine = audit.database().as(new Access("reader", Set.of("tenant-1"), Set.of(Right.READ)));
        assertThat(mine.query(EventQuery.builder().limit(1000).build()).events())
                .isNotEmpty()
                .allMatch(it -> it.event().tenant().equals("tenant-1"));
        assertThat(mine.find(null, events.get(0).id())).isEmpty();
        assertForbidden(() -> mine.query(EventQuery.builder().tenant("tenant-2").build()));
        assertForbidden(() -> mine.find("tenant-0", events.get(0).id()));
        assertForbidden(() -> mine.append(events.get(0)));
        AuditDatabase writer = audit.database().as(new Access("writer", Set.of("tenant-1"), Set.of(Right.APPEND)));
        assertForbidden(() -> writer.query(EventQuery.builder().build()));
        assertForbidden(() -> writer.append(events.get(0)));
    }

    private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.FORBIDDEN));
    }

    @Test
    void recordsWhoReadWhat() {
        try (TestingAuditDb fresh = TestingAuditDb.open()) {
            fresh.database().append(SampleEvents.events(3));
            AuditDatabase reader = fresh.database().as(new Access("nosy", Set.of(), Set.of(Right.READ)));
            reader.query(EventQuery.builder().subject("patient-1").build());
            reader.find("tenant-2", SampleEvents.event(2).id());
            fresh.awaitSealed(5);
            List<RecordedEvent> recorded = fresh.database()
                    .query(EventQuery.builder()
                            .tenant(AuditDatabase.SYSTEM_TENANT)
                            .build())
                    .events();
            assertThat(recorded)
                    .extracting(it -> it.event().action())
                    .containsExactlyInAnyOrder("audit.query", "audit.read");
            assertThat(recorded)
                    .allMatch(it -> it.event().principal().orElseThrow().id().equals("nosy"))
                    .extracting(it -> it.event().subject().orElseThrow().id())
                    .containsExactlyInAnyOrder("patient-1", "patient-2");
        }
    }
}
