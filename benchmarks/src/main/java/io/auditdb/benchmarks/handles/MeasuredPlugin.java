package io.auditdb.benchmarks.handles;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.plugin.Plugin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Does nothing, so that a call of it costs what it takes to get there. Found through ServiceLoader. */
public final class MeasuredPlugin implements Plugin {
    static final String NAME = "measured";

    /** Says nothing, to an extension without a limit on its time, or with one. */
    static final class Target implements EventListener, RetentionGuard {
        private int seen;

        @Override
        public void appended(List<RecordedEvent> events) {
            seen += events.size();
        }

        @Override
        public Optional<String> veto(String tenant, Instant from, Instant to) {
            return tenant.isEmpty() ? Optional.of("no tenant after " + seen) : Optional.empty();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<EventListener> listeners() {
        return List.of(new Target());
    }

    @Override
    public List<RetentionGuard> retentionGuards() {
        return List.of(new Target());
    }
}
