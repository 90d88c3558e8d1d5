package io.auditdb.kernel.resilience;

import dev.failsafe.CircuitBreaker;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.BreakerReport.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A guard by Failsafe's circuit breaker, which counts failures within a time. How long to stay away is decided here:
 * Failsafe's own delay knows nothing of earlier times.
 */
final class Breaker implements Guard {
    private static final Duration UNTIL_TOLD = Duration.ofDays(36_500);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final Thing thing;
    private final History history;
    private volatile Rule rule;
    private final LongAdder failures = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile long awayUntil;
    private volatile String lastFailure = "";
    private volatile String turn = "";

    Breaker(Thing thing, BreakerSettings settings, Clock clock) {
        this.thing = thing;
        this.history = new History(thing.name(), clock);
        this.rule = rule(settings);
    }

    /** What settings come to; a change of them makes another one. */
    private record Rule(BreakerSettings settings, Backoff backoff, Places places, CircuitBreaker<Object> circuit) {}

    private Rule rule(BreakerSettings settings) {
        var backoff = new Backoff(
                settings.open(),
                settings.maxOpen(),
                () -> ThreadLocalRandom.current().nextDouble());
        CircuitBreaker<Object> circuit = CircuitBreaker.builder()
                .withFailureThreshold(settings.failures(), settings.window())
                .withSuccessThreshold(settings.probes())
                .withDelay(UNTIL_TOLD)
                .onOpen(event -> opened(backoff))
                .onHalfOpen(event -> history.changed(State.HALF_OPEN, turn))
                .onClose(event -> closed(backoff))
                .build();
        return new Rule(settings, backoff, new Places(settings), circuit);
    }

    /** Counts by other settings from now on; a thing that is not asked is tried at once. */
    synchronized void adjust(BreakerSettings settings) {
        Rule next = rule(settings);
        if (!rule.circuit().isClosed()) {
            turn = "its limits were changed";
            next.circuit().halfOpen();
        }
        rule = next;
    }

    private void opened(Backoff backoff) {
        long now = System.nanoTime();
        Duration wait = backoff.next(now);
        awayUntil = now + wait.toNanos();
        history.changed(State.OPEN, lastFailure + "; not asked for " + wait.toMillis() + " ms");
    }

    private void closed(Backoff backoff) {
        backoff.quiet(System.nanoTime());
        history.changed(State.CLOSED, turn);
    }

    @Override
    public <R> R call(Supplier<R> call) {
        Rule now = rule;
        if (!counted(now.places().take())) {
            throw busy(now);
        }
        try {
            if (!counted(mayAsk(now) || mayAskSoon(now))) {
                throw passedOver();
            }
            return ask(now, call);
        } finally {
            now.places().leave();
        }
    }

    @Override
    public <R> R attempt(R otherwise, Supplier<R> call) {
        Rule now = rule;
        if (!counted(now.places().take())) {
            return otherwise;
        }
        try {
            return counted(mayAsk(now)) ? ask(now, call) : otherwise;
        } catch (RuntimeException e) {
            return otherwise; // the journal has it
        } finally {
            now.places().leave();
        }
    }

    private boolean mayAsk(Rule now) {
        if (now.circuit().isOpen() && System.nanoTime() - awayUntil >= 0) {
            probe("it is time to try it");
        }
        return now.circuit().tryAcquirePermit();
    }

    /** The thing may be well for long already, and nobody has asked since: then all come at once, and few may try. */
    private static boolean mayAskSoon(Rule now) {
        long deadline = System.nanoTime() + now.settings().probeWait().toNanos();
        while (!now.circuit().tryAcquirePermit()) {
            if (now.circuit().isOpen() || System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private boolean counted(boolean may) {
        if (!may) {
            refused.increment();
        }
        return may;
    }

    private synchronized void probe(String reason) {
        CircuitBreaker<Object> circuit = rule.circuit();
        if (circuit.isOpen()) {
            turn = reason;
            circuit.halfOpen();
        }
    }

    private <R> R ask(Rule now, Supplier<R> call) {
        CircuitBreaker.State began = now.circuit().getState();
        try {
            R result = call.get();
            answered(now, began);
            return result;
        } catch (RuntimeException | Error e) {
            ended(now, began, e);
            throw e;
        }
    }

    /** While it is closed, only failures count; and what began before a change of state says nothing of the new one. */
    private void answered(Rule then, CircuitBreaker.State began) {
        if (began == CircuitBreaker.State.HALF_OPEN
                && isInForce(then)
                && then.circuit().isHalfOpen()) {
            turn = "it answers again";
            then.circuit().recordSuccess();
        }
    }

    private void ended(Rule then, CircuitBreaker.State began, Throwable failure) {
        if (!thing.counts().test(failure)) {
            answered(then, began); // it has refused something, so it is there
            return;
        }
        failures.increment();
        lastFailure = thing.journal().apply(failure);
        if (isInForce(then) && then.circuit().getState() == began) {
            then.circuit().recordFailure();
        }
    }

    private boolean isInForce(Rule then) {
        return then.circuit() == rule.circuit();
    }

    @Override
    public void failed(Throwable failure) {
        if (thing.counts().test(failure)) {
            ended(rule, CircuitBreaker.State.CLOSED, failure); // the probes alone decide on a trial
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
                left().orElse(RETRY_AFTER),
                null);
    }

    private AuditDbException busy(Rule now) {
        return new AuditDbException(
                thing.refusal(),
                "The " + thing.name() + " has as many calls as it may have at a time, "
                        + now.settings().maxConcurrent(),
                RETRY_AFTER,
                null);
    }

    private Optional<Duration> left() {
        return rule.circuit().isOpen()
                ? Optional.of(Duration.ofNanos(Math.max(0, awayUntil - System.nanoTime())))
                : Optional.empty();
    }

    /** Has it asked again at once, as if it had never failed. */
    synchronized void reset(String reason) {
        rule.backoff().reset();
        turn = reason;
        rule.circuit().close();
    }

    @Override
    public BreakerReport report() {
        return new BreakerReport(
                thing.name(),
                State.valueOf(rule.circuit().getState().name()),
                history.since(),
                left(),
                failures.sum(),
                refused.sum(),
                history.transitions());
    }
}
