package io.auditdb.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats.LaneStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestAdmission {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long MILLI = 1_000_000;

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Admission admission(int size, PoolSettings settings, LaneRules rules) {
        return new Admission("pool", new PoolBounds(1, size, false), settings, rules, () -> {});
    }

    private static void enter(Admission admission, Lane lane) {
        admission.enter(lane, System.nanoTime());
    }

    private static void leave(Admission admission, Lane lane) {
        admission.leave(lane, MILLI, System.nanoTime());
    }

    /** Somebody comes to the lane and has to wait; notes his name when he is let in. */
    private void caller(Admission admission, Lane lane, String name, List<String> order) {
        int before = admission.counts().waiting();
        callers.execute(() -> {
            enter(admission, lane);
            order.add(name);
        });
        await().until(() -> admission.counts().waiting() == before + 1);
    }

    @Test
    void letsInWhoComesFirstInEachLane() {
        Admission admission = admission(1, Given.settings(), LaneRules.NONE);
        var order = new CopyOnWriteArrayList<String>();
        enter(admission, Lane.INTERACTIVE);
        for (String name : List.of("1", "2", "3")) {
            caller(admission, Lane.INTERACTIVE, name, order);
        }
        for (int done = 1; done <= 3; done++) {
            leave(admission, Lane.INTERACTIVE);
            int many = done;
            await().until(() -> order.size() == many);
        }
        assertThat(order).containsExactly("1", "2", "3");
    }

    @Test
    void appendsGoBeforeQueriesAndHaveAConnectionForThemselves() {
        Admission admission = admission(3, Given.settings(), new LaneRules(1, 0.5, Map.of()));
        var order = new CopyOnWriteArrayList<String>();
        enter(admission, Lane.INTERACTIVE);
        enter(admission, Lane.INTERACTIVE);
        caller(admission, Lane.INTERACTIVE, "query", order); // though one is free
        enter(admission, Lane.APPEND);
        caller(admission, Lane.APPEND, "append", order);
        leave(admission, Lane.INTERACTIVE);
        await().until(() -> order.size() == 1);
        leave(admission, Lane.APPEND);
        leave(admission, Lane.INTERACTIVE);
        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("append", "query");
    }

    @Test
    void longReadsNeverHaveEverythingAndNeverNothing() {
        Admission admission = admission(4, Given.settings(), new LaneRules(0, 0.5, Map.of()));
        var order = new CopyOnWriteArrayList<String>();
        enter(admission, Lane.ANALYTICS);
        enter(admission, Lane.ANALYTICS);
        caller(admission, Lane.ANALYTICS, "third", order);
        enter(admission, Lane.INTERACTIVE); // half of it is left to others
        enter(admission, Lane.INTERACTIVE);
        caller(admission, Lane.INTERACTIVE, "query", order);
        caller(admission, Lane.MAINTENANCE, "maintenance", order);
        leave(admission, Lane.INTERACTIVE);
        await().until(() -> order.size() == 1);
        leave(admission, Lane.INTERACTIVE);
        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("maintenance", "query");
        leave(admission, Lane.ANALYTICS);
        await().until(() -> order.size() == 3);
    }

    @Test
    void refusesAtOnceWhenTooManyWait() {
        Admission admission = admission(1, Given.settings(LONG, 2, LONG, 0), LaneRules.NONE);
        var order = new CopyOnWriteArrayList<String>();
        enter(admission, Lane.INTERACTIVE);
        caller(admission, Lane.INTERACTIVE, "1", order);
        caller(admission, Lane.APPEND, "2", order);
        assertOverloaded(admission, Lane.INTERACTIVE, Duration.ofSeconds(1));
        LaneStats stats = admission.counts().lanes().get(1);
        assertThat(stats).isEqualTo(new LaneStats(Lane.INTERACTIVE, 1, 1, 1, 1, 0));
    }

    @Test
    void refusesAtOnceWhoWouldWaitTooLong() {
        Admission admission = admission(2, Given.settings(LONG, 1000, Duration.ofSeconds(2), 0), LaneRules.NONE);
        enter(admission, Lane.INTERACTIVE);
        admission.leave(Lane.INTERACTIVE, Duration.ofSeconds(2).toNanos(), System.nanoTime());
        enter(admission, Lane.INTERACTIVE);
        enter(admission, Lane.INTERACTIVE);
        var order = new CopyOnWriteArrayList<String>();
        caller(admission, Lane.INTERACTIVE, "after one second", order);
        caller(admission, Lane.INTERACTIVE, "after two", order);
        assertOverloaded(admission, Lane.INTERACTIVE, Duration.ofSeconds(3));
        caller(admission, Lane.APPEND, "another lane", order);
    }

    private static void assertOverloaded(Admission admission, Lane lane, Duration retryAfter) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> enter(admission, lane)).isInstanceOfSatisfying(AuditDbException.class, e -> {
            assertThat(e.code()).isEqualTo(StandardErrorCode.OVERLOADED);
            assertThat(e.retryAfter()).contains(retryAfter);
        });
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void whoWaitedInVainIsToldAndNobodyWaitsForHim() {
        Admission admission = admission(1, Given.settings(Duration.ofMillis(250), 10, LONG, 0), LaneRules.NONE);
        enter(admission, Lane.INTERACTIVE);
        assertThatThrownBy(() -> enter(admission, Lane.INTERACTIVE))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.OVERLOADED));
        assertThat(admission.counts().lanes()).containsExactly(new LaneStats(Lane.INTERACTIVE, 1, 0, 1, 0, 1));
        leave(admission, Lane.INTERACTIVE);
        enter(admission, Lane.INTERACTIVE);
    }

    @Test
    void whoIsInterruptedOrFindsItClosedGoesAway() throws Exception {
        Admission admission = admission(1, Given.settings(LONG, 10, LONG, 0), LaneRules.NONE);
        enter(admission, Lane.INTERACTIVE);
        var interrupted = new Thread(() -> enter(admission, Lane.INTERACTIVE));
        interrupted.setUncaughtExceptionHandler((thread, failure) -> {});
        interrupted.start();
        await().until(() -> admission.counts().waiting() == 1);
        interrupted.interrupt();
        await().until(() -> admission.counts().waiting() == 0);
        Future<?> waits = callers.submit(() -> enter(admission, Lane.INTERACTIVE));
        await().until(() -> admission.counts().waiting() == 1);
        admission.close();
        assertThatThrownBy(waits::get)
                .hasCauseInstanceOf(AuditDbException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> enter(admission, Lane.APPEND)).hasMessageContaining("is closed");
        assertThat(admission.counts().lanes()).containsExactly(new LaneStats(Lane.INTERACTIVE, 1, 0, 1, 0, 0));
    }

    @Test
    void whoWaitsIsLetInWhenThereIsMoreRoom() {
        Admission admission = admission(4, Given.settings(), LaneRules.NONE);
        admission.resize(1);
        var order = new CopyOnWriteArrayList<String>();
        enter(admission, Lane.INTERACTIVE);
        for (String name : List.of("1", "2", "3")) {
            caller(admission, Lane.INTERACTIVE, name, order);
        }
        admission.resize(3);
        await().until(() -> order.size() == 2);
        admission.resize(1); // those inside stay
        leave(admission, Lane.INTERACTIVE);
        leave(admission, Lane.INTERACTIVE);
        assertThat(admission.counts().active()).isEqualTo(1);
        assertThat(order).hasSize(2);
    }

    @Test
    void neverLetsMoreInThanThereAreAndForgetsNobody() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var rules = new LaneRules(1, 0.5, Map.of());
        Admission admission = admission(6, Given.settings(LONG, 1000, LONG, 1), rules);
        var inside = new AtomicInteger();
        var longest = new AtomicInteger();
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < 24; i++) {
            var random = new SplittableRandom(seed + i);
            Lane lane = List.of(Lane.values()).get(i % Lane.values().length);
            running.add(callers.submit(() -> {
                for (int time = 0; time < 500; time++) {
                    enter(admission, lane);
                    longest.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    if (random.nextInt(8) == 0) {
                        LockSupport.parkNanos(1000);
                    }
                    inside.decrementAndGet();
                    leave(admission, lane);
                    if (random.nextInt(100) == 0) {
                        admission.resize(2 + random.nextInt(5));
                    }
                }
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(longest.get()).isBetween(2, 6);
        assertThat(admission.counts().active()).isZero();
        assertThat(admission.counts().waiting()).isZero();
        assertThat(admission.counts().lanes())
                .allSatisfy(it -> assertThat(it.acquired()).isEqualTo(3000));
    }

    @Test
    void knowsTheLoadByTime() throws Exception {
        Admission admission = admission(2, Given.settings(), LaneRules.NONE);
        enter(admission, Lane.INTERACTIVE);
        enter(admission, Lane.INTERACTIVE);
        var order = new CopyOnWriteArrayList<String>();
        caller(admission, Lane.INTERACTIVE, "1", order);
        admission.means();
        Thread.sleep(20);
        Load.Means busy = admission.means();
        assertThat(busy.active()).isEqualTo(2);
        assertThat(busy.waiting()).isEqualTo(1);
        assertThat(busy.over()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }
}
