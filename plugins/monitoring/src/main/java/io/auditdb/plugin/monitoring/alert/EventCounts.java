package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.Metrics;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the events that rules are about, tenant by tenant, as this instance commits them. Safe for use by many threads.
 */
final class EventCounts implements EventListener {
    private static final Logger log = LoggerFactory.getLogger(EventCounts.class);

    private final List<Counted> rules;
    private final int maxTenants;
    private final Metrics metrics;
    private final Clock clock;
    private boolean full;

    /** Of these, those that are about events. */
    EventCounts(List<Rule> rules, int maxTenants, Metrics metrics, Clock clock) {
        this.rules =
                rules.stream().filter(Rule::isAboutEvents).map(Counted::new).toList();
        this.maxTenants = maxTenants;
        this.metrics = metrics;
        this.clock = clock;
    }

    private static final class Count {
        private long events;
        private Instant last = Instant.MIN;
    }

    private static final class Counted {
        private final Rule rule;
        private final EventPattern pattern;
        private final Map<String, Count> counts = new HashMap<>();

        Counted(Rule rule) {
            this.rule = rule;
            this.pattern = new EventPattern(rule.labels());
        }

        /** What comes from a spool or is imported may have happened long ago, and is no news. */
        boolean isAbout(AuditEvent event, Instant now) {
            return pattern.test(event)
                    && event.occurredAt()
                            .toInstant()
                            .isAfter(now.minus(rule.increase().orElseThrow()));
        }
    }

    /** Whether no rule is about events. */
    boolean isIdle() {
        return rules.isEmpty();
    }

    @Override
    public synchronized void appended(List<RecordedEvent> events) {
        Instant now = clock.instant();
        for (RecordedEvent recorded : events) {
            AuditEvent event = recorded.event();
            for (Counted counted : rules) {
                if (counted.isAbout(event, now)) {
                    count(counted, event.tenant(), now);
                }
            }
        }
    }

    private void count(Counted counted, String tenant, Instant now) {
        if (counted.counts.size() >= maxTenants && !counted.counts.containsKey(tenant)) {
            metrics.counter(
                            "auditdb_alert_events_uncounted_total",
                            "Events that a rule is about, of tenants beyond the most")
                    .add(1);
            if (!full) {
                full = true;
                log.warn(
                        "The rule {} counts events of {} tenants, which is the most"
                                + " (plugins.monitoring.alerts.max-tenants); those of others are not judged",
                        counted.rule.name(),
                        maxTenants);
            }
            return;
        }
        Count count = counted.counts.computeIfAbsent(tenant, it -> new Count());
        count.events++;
        count.last = now;
    }

    /** Returns what was counted, and forgets tenants of which there was nothing for longer than any rule looks back. */
    synchronized Map<Figure, Double> figures(Duration unseen) {
        Instant now = clock.instant();
        var figures = new HashMap<Figure, Double>();
        for (Counted counted : rules) {
            Instant oldest = now.minus(counted.rule.increase().orElseThrow()).minus(unseen);
            var gone = new ArrayList<String>();
            counted.counts.forEach((tenant, count) -> {
                if (count.last.isBefore(oldest)) {
                    gone.add(tenant);
                } else {
                    figures.put(counted.rule.events(new TreeMap<>(Map.of("tenant", tenant))), (double) count.events);
                }
            });
            gone.forEach(counted.counts::remove);
        }
        return figures;
    }
}
