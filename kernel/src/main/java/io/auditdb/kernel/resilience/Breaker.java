package io.auditdb.kernel.resilience;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.event.CircuitBreakerStateChangedEvent;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A guard by Failsafe's circuit breaker, which counts failures within a time. How long to stay away is decided here:
 * Failsafe's own delay knows nothing of earlier times.
 */
final class Breaker implements Guard {
    private static final Duration UNTIL_TOLD = Duration.ofDays(36_500);
    private static final Duration PROBE_WAIT = Duration.ofSeconds(1);

    private final Thing thing;
    private final BreakerSettings settings;
    private final History history;
    private final Backoff backoff;
    private final Places places;
    private final CircuitBreaker<Object> circuit;
    private final LongAdder failures = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile long awayUntil;
    private volatile String lastFailure = "";
    private volatile String turn = "";

    Breaker(Thing thing, BreakerSettings settings, Clock clock) {
        this.thing = thing;
        this.settings = settings;
        this.history = new History(thing.name(), clock);
        this.backoff = new Backoff(
                settings.open(),
                settings.maxOpen(),
                () -> ThreadLocalRandom.current().nextDouble());
        this.places = new Places(settings);
        this.circuit = CircuitBreaker.builder()
                .withFailureThreshold(settings.failures(), settings.window())
                .withSuccessThreshold(settings.probes())
                .withDelay(UNTIL_TOLD)
                .onOpen(this::opened)
                .onHalfOpen(this::halfOpened)
                .onClose(this::closed)
                .build();
    }

    private void opened(CircuitBreakerStateChangedEvent event) {
        long now = System.nanoTime();
        Duration wait = backoff.next(now);
        awayUntil = now + wait.toNanos();
        history.changed(
                state(event.getPreviousState()),
                State.OPEN,
                lastFailure + "; not asked for " + wait.toMillis() + " ms");
    }

    private void halfOpened(CircuitBreakerStateChangedEvent event) {
        history.changed(state(event.getPreviousState()), State.HALF_OPEN, turn);
    }

    private void closed(CircuitBreakerStateChangedEvent event) {
        backoff.quiet(System.nanoTime());
        history.changed(state(event.getPreviousState()), State.CLOSED, turn);
    }

    private static State state(CircuitBreaker.State state) {
        return State.valueOf(state.name());
    }

    @Override
    public <R> R call(Supplier<R> call) {
        if (!counted(places.take())) {
            throw busy();
        }
        try {
            if (!mayAsk()) {
                throw passedOver();
            }
            return ask(call);
        } finally {
            places.leave();
        }
    }

    @Override
    public <R> R attempt(R otherwise, Supplier<R> call) {
        if (!counted(places.take())) {
            return otherwise;
        }
        try {
            return mayAsk() ? ask(call) : otherwise;
        } catch (RuntimeException e) {
            return otherwise; // the journal has it
        } finally {
            places.leave();
        }
    }

    private boolean mayAsk() {
        if (circuit.isOpen() && System.nanoTime() - awayUntil >= 0) {
            probe("it is time to try it");
        }
        return counted(circuit.tryAcquirePermit());
    }

    private boolean counted(boolean may) {
        if (!may) {
            refused.increment();
        }
        return may;
    }

    private synchronized void probe(String reason) {
        if (circuit.isOpen()) {
            turn = reason;
            circuit.halfOpen();
        }
    }

    private <R> R ask(Supplier<R> call) {
        CircuitBreaker.State began = circuit.getState();
        try {
            R result = call.get();
            answered(began);
            return result;
        } catch (RuntimeException | Error e) {
            ended(began, e);
            throw e;
        }
    }

    /** While it is closed, only failures count; and what began before a change of state says nothing of the new one. */
    private void answered(CircuitBreaker.State began) {
        if (began == CircuitBreaker.State.HALF_OPEN && circuit.isHalfOpen()) {
            turn = "it answers again";
            circuit.recordSuccess();
        }
    }

    private void ended(CircuitBreaker.State began, Throwable failure) {
        if (!thing.counts().test(failure)) {
            answered(began); // it has refused something, so it is there
            return;
        }
        failures.increment();
        lastFailure = thing.journal().apply(failure);
        if (circuit.getState() == began) {
            circuit.recordFailure();
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (thing.counts().test(failure)) {
            ended(CircuitBreaker.State.CLOSED, failure); // the probes alone decide on a trial
        }
    }

    @Override
    public void reached() {
        probe("somebody else got through");
    }

    private AuditDbException passedOver() {
        return new AuditDbException(
                thing.refusal(),
                "The platform does not ask the " + thing.name() + " just now, because it kept failing",
                left().orElse(PROBE_WAIT),
                null);
    }

    private AuditDbException busy() {
        return new AuditDbException(
                thing.refusal(),
                "The " + thing.name() + " has as many calls as it may have at a time, " + settings.maxConcurrent(),
                PROBE_WAIT,
                null);
    }

    private Optional<Duration> left() {
        return circuit.isOpen()
                ? Optional.of(Duration.ofNanos(Math.max(0, awayUntil - System.nanoTime())))
                : Optional.empty();
    }

    /** Has it asked again at once, as if it had never failed. */
    synchronized void reset(String reason) {
        backoff.reset();
        turn = reason;
        circuit.close();
    }

    @Override
    public BreakerReport report() {
        return new BreakerReport(
                thing.name(),
                state(circuit.getState()),
                history.since(),
                left(),
                failures.sum(),
                refused.sum(),
                history.transitions());
    }
}
