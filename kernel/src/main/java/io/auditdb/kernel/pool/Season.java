package io.auditdb.kernel.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What is usual at this time of day: for each quarter of an hour the most that was needed in it, the last days counting
 * most. For one thread.
 */
final class Season {
    private static final Duration SLOT = Duration.ofMinutes(15);
    private static final int SLOTS = (int) Duration.ofDays(1).dividedBy(SLOT);
    /** How much the latest day counts; a peak that stays away is forgotten within the week. */
    private static final double WEIGHT = 0.5;

    private final double[] usual = new double[SLOTS]; // NaN where nothing is known
    private int slot = -1;
    private double most;

    Season() {
        Arrays.fill(usual, Double.NaN);
    }

    /**
     * Returns what {@link #text} has written.
     *
     * @throws IllegalArgumentException when it is no such text
     */
    static Season parse(String text) {
        String[] numbers = text.strip().split("\\s+", -1);
        if (numbers.length != SLOTS) {
            throw new IllegalArgumentException("There are " + numbers.length + " numbers instead of " + SLOTS);
        }
        var season = new Season();
        for (int i = 0; i < SLOTS; i++) {
            double number = Double.parseDouble(numbers[i]);
            if (number < 0 || Double.isInfinite(number)) {
                throw new IllegalArgumentException(numbers[i] + " is no demand");
            }
            season.usual[i] = number;
        }
        return season;
    }

    /** Returns all of it but the present quarter of an hour: a number for each, from midnight in UTC. */
    String text() {
        return Arrays.stream(usual).mapToObj(Double::toString).collect(Collectors.joining(" ", "", "\n"));
    }

    /** Takes in what was needed at this time; returns whether a quarter of an hour is over, and known. */
    boolean add(Instant at, double demand) {
        int now = slot(at);
        boolean over = slot >= 0 && now != slot;
        if (over) {
            usual[slot] = Double.isNaN(usual[slot]) ? most : usual[slot] + WEIGHT * (most - usual[slot]);
        }
        most = now == slot ? Math.max(most, demand) : demand;
        slot = now;
        return over;
    }

    /** Returns the most that is usual from this time on for so long; zero where nothing is known. */
    double peak(Instant from, Duration span) {
        Instant end = from.plus(span);
        double peak = known(end);
        for (Instant time = from; !time.isAfter(end); time = time.plus(SLOT)) {
            peak = Math.max(peak, known(time));
        }
        return peak;
    }

    private double known(Instant at) {
        double number = usual[slot(at)];
        return Double.isNaN(number) ? 0 : number;
    }

    private static int slot(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / (int) SLOT.toSeconds();
    }
}
