package io.auditdb.kernel.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.PartitionRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestGenerations {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Dimensions dimensions = new Dimensions("1");
    private final Generations generations = new Generations(1 << 20, Duration.ofMinutes(5));
    private long count;

    private void change(Instant at, Consumer<Changes> what) {
        var changes = new Changes(dimensions);
        what.accept(changes);
        generations.apply(changes.toByteArray(), ++count, at.toEpochMilli());
    }

    private void come(Instant at, AuditEvent event) {
        change(at, changes -> changes.event(event));
    }

    private boolean holds(EventQuery query, long since, Instant at) {
        return generations.holds(Dependency.of(dimensions, query, "page"), since, at.toEpochMilli());
    }

    private static AuditEvent event(String tenant, Instant at, String principal, String subject) {
        return AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(at.atOffset(ZoneOffset.UTC))
                .action("read")
                .status(Status.SUCCESS)
                .principal(Principal.of(principal))
                .subject(Subject.of(subject))
                .build();
    }

    private static EventQuery.Builder of(String tenant) {
        return EventQuery.builder().tenant(tenant);
    }

    @Test
    void anAnswerThatReachesThePresentEndsWithAnEventOfWhatWasAskedFor() {
        EventQuery query =
                of("a").subject("p1").from(NOW.minus(1, ChronoUnit.DAYS)).build();
        assertThat(holds(query, count, NOW)).isTrue();
        long before = count;
        come(NOW, event("a", NOW, "alice", "p2"));
        come(NOW, event("b", NOW, "alice", "p1"));
        assertThat(holds(query, before, NOW)).isTrue();
        come(NOW, event("a", NOW, "bob", "p1"));
        assertThat(holds(query, before, NOW)).isFalse();
        assertThat(holds(query, count, NOW)).isTrue();
    }

    @Test
    void anAnswerAboutTimeThatIsOverDoesNotEndWithEventsOfTheMoment() {
        EventQuery query = of("a").from(NOW.minus(2, ChronoUnit.DAYS))
                .to(NOW.minus(1, ChronoUnit.DAYS))
                .build();
        come(NOW, event("a", NOW, "alice", "p1"));
        assertThat(holds(query, 0, NOW)).isTrue();
    }

    @Test
    void anAnswerAboutTimeThatIsOverEndsWithALateEventOfThatTime() {
        EventQuery query = of("a").from(NOW.minus(20, ChronoUnit.DAYS))
                .to(NOW.minus(10, ChronoUnit.DAYS))
                .build();
        come(NOW, event("a", NOW.minus(30, ChronoUnit.DAYS), "alice", "p1"));
        assertThat(holds(query, 0, NOW)).isTrue();
        come(NOW, event("a", NOW.minus(15, ChronoUnit.DAYS), "alice", "p1"));
        assertThat(holds(query, 0, NOW)).isFalse();
    }

    @Test
    void anAnswerEndsWhenItsRangeLosesEvents() {
        EventQuery query = of("a").subject("p")
                .from(NOW.minusSeconds(90_000))
                .to(NOW.minusSeconds(86_400))
                .build();
        change(
                NOW,
                it -> it.range(new PartitionRange(
                        Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-11-01T00:00:00Z"))));
        assertThat(holds(query, 0, NOW)).isTrue();
        change(
                NOW,
                it -> it.range(new PartitionRange(
                        Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"))));
        assertThat(holds(query, 0, NOW)).isFalse();
    }

    @Test
    void ordersReachWhatTheyNameAndAnswersOverSeveralTenants() {
        EventQuery mine =
                of("a").subject("p1").to(NOW.minus(1, ChronoUnit.DAYS)).build();
        EventQuery other =
                of("b").subject("p1").to(NOW.minus(1, ChronoUnit.DAYS)).build();
        EventQuery all = EventQuery.builder().to(NOW.minus(1, ChronoUnit.DAYS)).build();
        change(NOW, it -> it.subject("a", "p1"));
        assertThat(holds(mine, 0, NOW)).isFalse();
        assertThat(holds(all, 0, NOW)).isFalse();
        assertThat(holds(other, 0, NOW)).isTrue();
        change(NOW, Changes::everything);
        assertThat(holds(other, 0, NOW)).isFalse();
    }

    /** Whatever an event changes about an answer, no answer that it belongs to may be believed afterwards. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverBelievesAnAnswerThatAnEventBelongsTo(long seed) {
        var random = new Random(seed);
        var small = new Generations(1024, Duration.ofMinutes(5)); // with hardly any cells
        record Kept(EventQuery query, long count, Instant at) {}
        List<Kept> kept = new ArrayList<>();
        Instant now = NOW;
        int ended = 0;
        for (int step = 0; step < 20_000; step++) {
            now = now.plusMillis(random.nextInt(60_000));
            if (random.nextInt(3) > 0) {
                kept.add(new Kept(query(random, now), count, now));
                continue;
            }
            AuditEvent event = event(
                    "t" + random.nextInt(3), time(random, now), "u" + random.nextInt(5), "p" + random.nextInt(20));
            byte[] pairs = new Changes(dimensions).event(event).toByteArray();
            small.apply(pairs, ++count, now.toEpochMilli());
            var each = kept.iterator();
            while (each.hasNext()) {
                Kept it = each.next();
                if (belongs(event, it.query())) {
                    assertThat(small.holds(
                                    Dependency.of(dimensions, it.query(), "page"),
                                    it.count(),
                                    it.at().toEpochMilli()))
                            .as("seed %d, step %d", seed, step)
                            .isFalse();
                    each.remove();
                    ended++;
                }
            }
            if (kept.size() > 300) {
                kept.subList(0, 100).clear();
            }
        }
        assertThat(ended).isGreaterThan(1000);
    }

    private static Instant time(Random random, Instant now) {
        return random.nextBoolean() ? now : now.minus(random.nextInt(60 * 24 * 400), ChronoUnit.MINUTES);
    }

    private static EventQuery query(Random random, Instant now) {
        EventQuery.Builder query = of("t" + random.nextInt(3));
        if (random.nextBoolean()) {
            query.subject("p" + random.nextInt(20));
        }
        if (random.nextInt(3) == 0) {
            query.principal("u" + random.nextInt(5));
        }
        Instant from = time(random, now).minusSeconds(1);
        if (random.nextInt(3) > 0) {
            query.from(from);
        }
        if (random.nextInt(3) > 0) {
            query.to(from.plus(1 + random.nextInt(60 * 24 * 100), ChronoUnit.MINUTES));
        }
        return query.build();
    }

    private static boolean belongs(AuditEvent event, EventQuery query) {
        Instant at = event.occurredAt().toInstant();
        return query.tenants().contains(event.tenant())
                && query.from().map(it -> !at.isBefore(it)).orElse(true)
                && query.to().map(at::isBefore).orElse(true)
                && query.subject()
                        .map(it -> it.equals(event.subject().orElseThrow().id()))
                        .orElse(true)
                && query.principal()
                        .map(it -> it.equals(event.principal().orElseThrow().id()))
                        .orElse(true);
    }
}
