package io.auditdb.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.BreakerReport.State;
import io.auditdb.api.operations.BreakerReport.Transition;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TestBreaker {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean broken;

    private static BreakerSettings rule(int failures, Duration window, Duration open, int probes, int places) {
        return new BreakerSettings(
                failures, window, open, LONG.multipliedBy(2), probes, PATIENCE, places, Duration.ZERO);
    }

    private static Breaker breaker(BreakerSettings rule) {
        var thing = new Thing(
                "thing",
                UncheckedIOException.class::isInstance,
                StandardErrorCode.DATABASE_UNAVAILABLE,
                failure -> "it is broken");
        return new Breaker(thing, rule, Clock.systemUTC());
    }

    private String ask() {
        calls.incrementAndGet();
        if (broken) {
            throw new UncheckedIOException(new java.io.IOException("broken"));
        }
        return "answer";
    }

    private void fail(Breaker breaker, int times) {
        broken = true;
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> breaker.call(this::ask)).isInstanceOf(UncheckedIOException.class);
        }
        broken = false;
    }

    private static State state(Breaker breaker) {
        return breaker.report().state();
    }

    @Test
    void opensAfterSoManyFailuresAndRefusesWithTheTimeLeft() {
        Breaker breaker = breaker(rule(5, LONG, LONG, 3, 0));
        fail(breaker, 4);
        assertThat(breaker.call(this::ask)).isEqualTo("answer");
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        fail(breaker, 1);
        assertThat(state(breaker)).isEqualTo(State.OPEN);
        int asked = calls.get();
        AuditDbException refused = catchThrowableOfType(AuditDbException.class, () -> breaker.call(this::ask));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
        assertThat(refused.retryAfter().orElseThrow())
                .isBetween(
                        LONG.multipliedBy(7).dividedBy(10),
                        LONG.multipliedBy(13).dividedBy(10));
        assertThat(calls).hasValue(asked);
        assertThat(breaker.report().failures()).isEqualTo(5);
        assertThat(breaker.report().refused()).isEqualTo(1);
    }

    @Test
    void whatIsNotAskedIsTriedWhenItsLimitsChange() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 0));
        fail(breaker, 1);
        assertThat(state(breaker)).isEqualTo(State.OPEN);
        breaker.adjust(rule(3, LONG, LONG, 1, 0));
        assertThat(breaker.report().transitions().get(0))
                .extracting(Transition::from, Transition::to, Transition::reason)
                .containsExactly(State.OPEN, State.HALF_OPEN, "its limits were changed");
        assertThat(breaker.call(this::ask)).isEqualTo("answer");
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        fail(breaker, 2);
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        fail(breaker, 1);
        assertThat(state(breaker)).isEqualTo(State.OPEN);
    }

    @Test
    void callsUnderWayDoNotCountByOtherLimits() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 1));
        assertThatThrownBy(() -> breaker.call(() -> {
                    breaker.adjust(rule(1, LONG, LONG, 1, 2));
                    throw new UncheckedIOException(new java.io.IOException("broken"));
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        assertThat(breaker.report().failures()).isEqualTo(1);
        assertThat(breaker.call(() -> breaker.call(this::ask))).isEqualTo("answer");
    }

    @Test
    void failuresOutsideOfTheWindowDoNotAddUp() throws InterruptedException {
        Breaker breaker = breaker(rule(2, Duration.ofMillis(200), LONG, 1, 0));
        for (int i = 0; i < 4; i++) {
            fail(breaker, 1);
            Thread.sleep(250);
        }
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
    }

    @Test
    void whatIsTheCallersFaultNeverCounts() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 0));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new IllegalArgumentException("mistake");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        assertThat(breaker.report().failures()).isZero();
    }

    @Test
    void aTrialThatSucceedsClosesItAndOneThatFailsDoesNot() {
        Breaker breaker = breaker(rule(1, LONG, Duration.ofMillis(20), 2, 0));
        fail(breaker, 1);
        broken = true;
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> breaker.attempt("refused", this::ask).equals("refused") && calls.get() == 2);
        assertThat(state(breaker)).isEqualTo(State.OPEN);
        broken = false;
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> breaker.attempt("refused", this::ask).equals("answer"));
        assertThat(state(breaker)).isEqualTo(State.HALF_OPEN);
        breaker.call(this::ask);
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        assertThat(breaker.report().transitions().stream().map(Transition::to))
                .containsExactly(State.CLOSED, State.HALF_OPEN, State.OPEN, State.HALF_OPEN, State.OPEN);
    }

    @Test
    void aRefusalOnTrialSaysThatItIsThere() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 0));
        fail(breaker, 1);
        breaker.reached();
        assertThatThrownBy(() -> breaker.call(() -> {
                    throw new IllegalArgumentException("mistake");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
    }

    @Test
    void noMoreThanTheProbesTryIt() throws Exception {
        Breaker breaker = breaker(rule(1, LONG, LONG, 3, 0));
        fail(breaker, 1);
        breaker.reached();
        calls.set(0);
        var go = new CountDownLatch(1);
        Supplier<String> slow = () -> {
            calls.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "answer";
        };
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            var running = new java.util.ArrayList<Future<String>>();
            for (int i = 0; i < 20; i++) {
                running.add(threads.submit(() -> breaker.attempt("refused", slow)));
            }
            Awaitility.await()
                    .until(() -> running.stream().filter(Future::isDone).count() == 17);
            assertThat(calls).hasValue(3);
            go.countDown();
            Awaitility.await().until(() -> running.stream().allMatch(Future::isDone));
        } finally {
            threads.shutdownNow();
        }
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
    }

    @Test
    void whoComesWhileItIsTriedWaitsForWhatComesOfIt() throws Exception {
        Breaker breaker = breaker(new BreakerSettings(1, LONG, LONG, LONG.multipliedBy(2), 1, LONG, 0, Duration.ZERO));
        fail(breaker, 1);
        breaker.reached();
        var tried = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Future<String> first = threads.submit(() -> breaker.call(() -> {
                tried.countDown();
                Awaitility.await().until(() -> go.getCount() == 0);
                return ask();
            }));
            tried.await();
            calls.set(0);
            var others = new java.util.ArrayList<Future<String>>();
            for (int i = 0; i < 5; i++) {
                others.add(threads.submit(() -> breaker.call(this::ask)));
            }
            go.countDown();
            assertThat(first.get()).isEqualTo("answer");
            for (Future<String> other : others) {
                assertThat(other.get()).isEqualTo("answer");
            }
            assertThat(calls).hasValue(6);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoWaitsForATrialThatDoesNotEndIsRefused() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 0));
        fail(breaker, 1);
        breaker.reached();
        String outcome = breaker.call(() -> {
            assertThatThrownBy(() -> breaker.call(this::ask)).isInstanceOf(AuditDbException.class);
            return "answer";
        });
        assertThat(outcome).isEqualTo("answer");
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
    }

    @Test
    void whatBeganBeforeItOpenedSaysNothingOfTheTrial() throws Exception {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 0));
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<String> old = thread.submit(() -> breaker.attempt("failed", () -> {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw new UncheckedIOException(new java.io.IOException("broken"));
            }));
            begun.await();
            fail(breaker, 1);
            breaker.reached();
            go.countDown();
            assertThat(old.get()).isEqualTo("failed");
            assertThat(state(breaker)).isEqualTo(State.HALF_OPEN);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void othersMayReportFailuresAndThatTheyGotThrough() {
        Breaker breaker = breaker(rule(2, LONG, LONG, 1, 0));
        breaker.failed(new UncheckedIOException(new java.io.IOException("broken")));
        breaker.failed(new IllegalStateException("counts for nothing"));
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
        breaker.failed(new UncheckedIOException(new java.io.IOException("broken")));
        assertThat(state(breaker)).isEqualTo(State.OPEN);
        breaker.reached();
        assertThat(state(breaker)).isEqualTo(State.HALF_OPEN);
        breaker.failed(new UncheckedIOException(new java.io.IOException("broken")));
        assertThat(state(breaker)).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.call(this::ask)).isEqualTo("answer");
        assertThat(state(breaker)).isEqualTo(State.CLOSED);
    }

    @Test
    void aResetByHandHasItAskedAtOnce() {
        Breaker breaker = breaker(rule(1, LONG, LONG, 3, 0));
        fail(breaker, 1);
        breaker.reset("reset by hand");
        assertThat(breaker.call(this::ask)).isEqualTo("answer");
        assertThat(breaker.report().transitions().get(0).reason()).isEqualTo("reset by hand");
        assertThat(breaker.report().retryAfter()).isEmpty();
    }

    @Test
    void callsBeyondThePlacesAreRefusedAndDoNotCountAsFailures() throws Exception {
        Breaker breaker = breaker(rule(1, LONG, LONG, 1, 1));
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<String> holder = thread.submit(() -> breaker.call(() -> {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return "held";
            }));
            begun.await();
            assertThatThrownBy(() -> breaker.call(this::ask))
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            e -> assertThat(e.retryAfter()).isPresent());
            go.countDown();
            assertThat(holder.get()).isEqualTo("held");
            assertThat(breaker.call(this::ask)).isEqualTo("answer");
            assertThat(state(breaker)).isEqualTo(State.CLOSED);
        } finally {
            thread.shutdownNow();
        }
    }
}
