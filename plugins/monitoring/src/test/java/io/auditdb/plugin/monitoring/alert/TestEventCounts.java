package io.auditdb.plugin.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.Metrics;
import io.auditdb.plugin.monitoring.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestEventCounts {
    private static final Duration STALE = Duration.ofMinutes(5);

    private final SetClock clock = new SetClock();
    private final CountedMetrics metrics = new CountedMetrics();
    private Duration ago = Duration.ofSeconds(1);
    private final EventCounts counts = counts("increase 10m of events{action=\"auth.*\", status=\"failure\"} > 5");

    private static final class CountedMetrics implements Metrics {
        private long counted;

        @Override
        public Counter counter(String name, String help, String... labels) {
            return count -> counted += count;
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<MetricFamily> read() {
            return List.of();
        }
    }

    private EventCounts counts(String rule) {
        return new EventCounts(
                List.of(RuleParser.parse("rule", rule), RuleParser.parse("other", "size > 3")), 3, metrics, clock);
    }

    private RecordedEvent event(String tenant, String action, Status status) {
        AuditEvent event = AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(clock.instant().minus(ago).atOffset(ZoneOffset.UTC))
                .action(action)
                .status(status)
                .classification(Classification.PHI)
                .build();
        return new RecordedEvent(
                event, Instant.EPOCH, new Receipt("system", 1, 0, new BatchPosition(1, 1, 0)), Set.of());
    }

    private void count(EventCounts counts, String tenant, String action, Status status, int times) {
        for (int i = 0; i < times; i++) {
            counts.appended(List.of(event(tenant, action, status)));
        }
    }

    private Map<String, Double> seen(EventCounts of) {
        var seen = new TreeMap<String, Double>();
        of.figures(STALE).forEach((figure, value) -> {
            assertThat(figure.name()).isEqualTo("events of rule");
            seen.put(figure.labels().get("tenant"), value);
        });
        return seen;
    }

    @Test
    void countsWhatHasAllThatTheRuleSaysTenantByTenant() {
        count(counts, "clinic", "auth.login", Status.FAILURE, 3);
        count(counts, "clinic", "auth.login", Status.SUCCESS, 7);
        count(counts, "clinic", "record.read", Status.FAILURE, 7);
        count(counts, "office", "auth.", Status.FAILURE, 2);
        assertThat(seen(counts)).isEqualTo(Map.of("clinic", 3.0, "office", 2.0));
    }

    @Test
    void aRuleMayNameATenantAndAClassification() {
        EventCounts one = counts("increase 1m of events{tenant=\"clinic\", classification=\"phi\"} > 1");
        count(one, "clinic", "record.read", Status.SUCCESS, 4);
        count(one, "office", "record.read", Status.SUCCESS, 4);
        assertThat(seen(one)).isEqualTo(Map.of("clinic", 4.0));
        EventCounts none = counts("increase 1m of events{classification=\"public\"} > 1");
        count(none, "clinic", "record.read", Status.SUCCESS, 4);
        assertThat(seen(none)).isEmpty();
    }

    @Test
    void aStarStandsForAnyCharactersWhereverItIs() {
        EventCounts any = counts("increase 1m of events{action=\"*.login*.fa.l*\"} > 1");
        count(any, "clinic", "auth.login.fa.lure", Status.SUCCESS, 1);
        count(any, "clinic", "auth.login.failure", Status.SUCCESS, 4);
        assertThat(seen(any)).isEqualTo(Map.of("clinic", 1.0));
    }

    @Test
    void tenantsBeyondTheMostAreNotJudgedButTheirEventsCounted() {
        for (int i = 0; i < 9; i++) {
            count(counts, "t" + i, "auth.login", Status.FAILURE, 2);
        }
        count(counts, "t1", "auth.login", Status.FAILURE, 2);
        assertThat(seen(counts)).isEqualTo(Map.of("t0", 2.0, "t1", 4.0, "t2", 2.0));
        assertThat(metrics.counted).isEqualTo(12);
    }

    @Test
    void whatHappenedBeforeTheTimeOfTheRuleIsNoNews() {
        ago = Duration.ofMinutes(10);
        count(counts, "clinic", "auth.login", Status.FAILURE, 2);
        assertThat(seen(counts)).isEmpty();
        ago = Duration.ofMinutes(9);
        count(counts, "clinic", "auth.login", Status.FAILURE, 2);
        assertThat(seen(counts)).isEqualTo(Map.of("clinic", 2.0));
    }

    @Test
    void tenantsOfWhichThereIsNothingAnyMoreAreForgotten() {
        count(counts, "clinic", "auth.login", Status.FAILURE, 1);
        clock.pass(Duration.ofMinutes(15));
        assertThat(seen(counts)).containsKey("clinic");
        clock.pass(Duration.ofMillis(1));
        assertThat(seen(counts)).isEmpty();
    }

    @Test
    void withoutARuleAboutEventsNothingIsCounted() {
        var idle = new EventCounts(List.of(RuleParser.parse("other", "size > 3")), 3, metrics, clock);
        assertThat(idle.isIdle()).isTrue();
        assertThat(counts.isIdle()).isFalse();
    }
}
