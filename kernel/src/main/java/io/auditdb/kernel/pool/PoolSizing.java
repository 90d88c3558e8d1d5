package io.auditdb.kernel.pool;

import io.auditdb.api.storage.PoolStats.Resize;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * How large a pool should be. It grows at once, towards what is needed now or expected soon, and no more than twofold at a
 * time; it shrinks by a quarter at a time, and only when clearly less was enough for a while. So what comes and goes does
 * not make it swing. Knows time only from what it is told. For one thread.
 */
final class PoolSizing {
    /** A pool shrinks when less than this share of it would do. */
    private static final double CLEARLY_LESS = 0.8;

    private static final double SHRINK_STEP = 0.25;

    private final Forecast forecast;
    private final Deque<Want> wants = new ArrayDeque<>();
    private PoolBounds bounds;
    private PoolSettings settings;
    private Instant changed;

    PoolSizing(PoolBounds bounds, PoolSettings settings, Forecast forecast) {
        this.forecast = forecast;
        adjust(bounds, settings);
    }

    /** From now on these are in force. */
    void adjust(PoolBounds between, PoolSettings by) {
        bounds = between;
        settings = by;
    }

    private record Want(Instant at, int size) {}

    /**
     * Takes in what a pool did until now, and returns how it should change.
     *
     * @param size how large it is
     * @param means what it did since this was called last
     */
    Optional<Resize> decide(Instant now, int size, Load.Means means) {
        changed = changed == null ? now : changed;
        double demand = means.active() + means.waiting();
        forecast.add(now, means.over(), demand);
        double usual = forecast.usual(now, settings.foresight());
        double rising = forecast.rising(settings.foresight());
        int want = bounds.clamp((int) Math.ceil(Math.max(demand, Math.max(usual, rising)) / settings.load()));
        remember(now, want);
        int allowed = settings.adaptive() ? bounds.clamp(size) : bounds.max();
        if (size != allowed) {
            return change(now, size, allowed, bounds.min() + " to " + bounds.max() + " are allowed");
        }
        if (!settings.adaptive()) {
            return Optional.empty();
        }
        if (want > size) {
            return change(now, size, Math.min(want, 2 * size), why(means, usual, rising));
        }
        int most = wants.peekFirst().size();
        if (most < size * CLEARLY_LESS && !now.isBefore(changed.plus(settings.shrinkAfter()))) {
            int step = (int) Math.max(1, size * SHRINK_STEP);
            String enough = most + " were enough for " + settings.shrinkAfter();
            return change(now, size, Math.max(most, size - step), enough);
        }
        return Optional.empty();
    }

    /** Keeps the largest of the last while in front. */
    private void remember(Instant now, int want) {
        while (!wants.isEmpty() && wants.peekLast().size() <= want) {
            wants.removeLast();
        }
        wants.addLast(new Want(now, want));
        while (wants.peekFirst().at().isBefore(now.minus(settings.shrinkAfter()))) {
            wants.removeFirst();
        }
    }

    private Optional<Resize> change(Instant now, int from, int to, String why) {
        changed = now;
        return Optional.of(new Resize(now, from, to, why));
    }

    private static String why(Load.Means means, double usual, double rising) {
        double demand = means.active() + means.waiting();
        if (demand >= usual && demand >= rising) {
            return tenths(means.active()) + " in use and " + tenths(means.waiting()) + " waiting";
        }
        return usual >= rising
                ? tenths(usual) + " are usual soon at this time of day"
                : "demand rises to " + tenths(rising);
    }

    private static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
