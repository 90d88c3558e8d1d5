package io.auditdb.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.PoolStats.Resize;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Replays synthetic load, a sample every ten seconds, through the decisions; time is only what the samples say. */
class TestPoolSizing {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final PoolBounds BOUNDS = new PoolBounds(2, 20, true);

    private final AtomicReference<String> learned = new AtomicReference<>();
    private PoolSizing sizing = started(new Season());
    private final List<Resize> changes = new ArrayList<>();
    private Instant now = MONDAY;
    private int size = 2;

    private PoolSizing started(Season known) {
        return new PoolSizing(BOUNDS, Given.settings(), new Forecast(known, season -> learned.set(season.text())));
    }

    /** The pool has what is asked of it in use, as far as it can, and the rest waits. */
    private void run(Duration time, ToDoubleFunction<Instant> demand) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plus(STEP);
            double asked = demand.applyAsDouble(now);
            double active = Math.min(size, asked);
            sizing.decide(now, size, new Load.Means(STEP, active, asked - active))
                    .ifPresent(change -> {
                        assertThat(change.from()).isEqualTo(size);
                        assertThat(change.to())
                                .isBetween(BOUNDS.min(), BOUNDS.max())
                                .isNotEqualTo(size);
                        changes.add(change);
                        size = change.to();
                    });
        }
    }

    /** A clinic: quiet nights, a steep morning at eight, a dip at noon, an afternoon, an evening. */
    private static double clinic(Instant time, SplittableRandom random) {
        LocalTime clock = time.atOffset(ZoneOffset.UTC).toLocalTime();
        double hour = clock.toSecondOfDay() / 3600.0;
        double mean = hour < 8
                ? 0.5
                : hour < 8.25
                        ? 0.5 + (hour - 8) * 46
                        : hour < 12 ? 12 : hour < 13 ? 7 : hour < 17 ? 11 : hour < 20 ? 4 : 0.5;
        return Math.max(0, mean * (1 + 0.1 * (random.nextDouble() - 0.5)));
    }

    private List<Resize> changesOfDay(int day) {
        Instant start = MONDAY.plus(Duration.ofDays(day));
        return changes.stream()
                .filter(it -> !it.at().isBefore(start) && it.at().isBefore(start.plus(Duration.ofDays(1))))
                .toList();
    }

    @Test
    void inAWeekItGrowsBeforeEachMorningReturnsEachNightAndDoesNotSwing() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        for (int day = 0; day < 7; day++) {
            run(Duration.ofHours(8), time -> clinic(time, random));
            if (day > 0) { // the first morning it does not know
                assertThat(size).as("before the morning of day " + day).isGreaterThanOrEqualTo(17);
                assertThat(changesOfDay(day).get(0).why()).contains("usual soon at this time of day");
                assertThat(changesOfDay(day).get(0).at())
                        .isAfterOrEqualTo(MONDAY.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(7 * 60 + 30)));
            }
            run(Duration.ofHours(16), time -> clinic(time, random));
            assertThat(size).as("in the night after day " + day).isEqualTo(BOUNDS.min());
            assertThat(turns(changesOfDay(day))).as("turns on day " + day).isLessThanOrEqualTo(3);
        }
    }

    /** How often it changed direction. */
    private static int turns(List<Resize> changes) {
        int turns = 0;
        for (int i = 1; i < changes.size(); i++) {
            boolean grew = changes.get(i - 1).to() > changes.get(i - 1).from();
            boolean grows = changes.get(i).to() > changes.get(i).from();
            turns += grew == grows ? 0 : 1;
        }
        return turns;
    }

    @Test
    void aRestartInTheNightDoesNotLetItMeetTheMorningUnprepared() {
        var random = new SplittableRandom(1);
        run(Duration.ofHours(28), time -> clinic(time, random));

        sizing = started(Season.parse(learned.get()));
        size = BOUNDS.min();
        run(Duration.ofHours(4), time -> clinic(time, random));

        assertThat(size).as("before the morning").isGreaterThanOrEqualTo(17);
    }

    @Test
    void settlesUnderAnySteadyLoad() {
        for (double load = 0; load < 30; load += 0.37) {
            changes.clear();
            double demand = load;
            run(Duration.ofHours(2), time -> demand);
            Instant settled = now.minus(Duration.ofHours(1));
            assertThat(changes)
                    .as("under " + load)
                    .allSatisfy(it -> assertThat(it.at()).isBefore(settled));
            assertThat(turns(changes)).as("under " + load).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void loadThatComesAndGoesDoesNotMakeItSwing() {
        run(Duration.ofMinutes(30), time -> time.getEpochSecond() / 60 % 2 == 0 ? 10 : 1);
        int before = changes.size();
        run(Duration.ofHours(3), time -> time.getEpochSecond() / 60 % 2 == 0 ? 10 : 1);
        assertThat(changes).hasSize(before);
        assertThat(size).isGreaterThanOrEqualTo(15);
    }

    @Test
    void aBurstIsMetInFourStepsAndSaysWhy() {
        run(STEP, time -> 500);
        assertThat(changes.get(0)).isEqualTo(new Resize(now, 2, 4, "2.0 in use and 498.0 waiting"));
        run(STEP.multipliedBy(3), time -> 500);
        assertThat(changes).extracting(Resize::to).containsExactly(4, 8, 16, 20);
        run(Duration.ofMinutes(4), time -> 0.1);
        assertThat(changes).hasSize(4);
        run(Duration.ofHours(2), time -> 0.1);
        assertThat(size).isEqualTo(2);
        assertThat(changes.get(4).why()).contains("were enough for PT5M");
    }

    @Test
    void aRisingLoadIsMetBeforeItIsThere() {
        run(Duration.ofMinutes(30), time -> 2);
        Instant start = now;
        run(Duration.ofMinutes(20), time -> 2 + Duration.between(start, time).toSeconds() / 300.0);
        assertThat(changes).anySatisfy(it -> assertThat(it.why()).startsWith("demand rises to"));
        assertThat(changes)
                .noneSatisfy(it ->
                        assertThat(it.why()).doesNotContain(" 0.0 waiting").contains("waiting"));
    }

    @Test
    void aPeakThatStaysAwayIsForgotten() {
        var random = new SplittableRandom(5);
        run(Duration.ofDays(3), time -> clinic(time, random));
        run(Duration.ofDays(7), time -> 0.5);
        changes.clear();
        run(Duration.ofDays(1), time -> 0.5);
        assertThat(changes).isEmpty();
        assertThat(size).isEqualTo(2);
    }
}
