package io.auditdb.kernel.resilience;

import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.BreakerReport.Transition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last changes of state of one breaker, each logged once. Safe for use by many threads. */
final class History {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final int KEPT = 50;

    private final String name;
    private final Clock clock;
    private final Deque<Transition> transitions = new ArrayDeque<>();
    private State state = State.CLOSED;
    private Instant since;

    History(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.since = clock.instant();
    }

    synchronized void changed(State to, String reason) {
        State from = state;
        state = to;
        since = clock.instant();
        transitions.addFirst(new Transition(since, from, to, reason));
        if (transitions.size() > KEPT) {
            transitions.removeLast();
        }
        if (from == State.CLOSED) {
            LOG.warn("The breaker of {} is {}: {}", name, to.text(), reason);
        } else {
            LOG.info("The breaker of {} is {}: {}", name, to.text(), reason);
        }
    }

    synchronized Instant since() {
        return since;
    }

    synchronized List<Transition> transitions() {
        return List.copyOf(transitions);
    }
}
