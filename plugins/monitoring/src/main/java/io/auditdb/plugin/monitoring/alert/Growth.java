package io.auditdb.plugin.monitoring.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much a sum has grown lately, in memory of fixed size; one that begins anew has grown from nothing. */
final class Growth {
    private static final int MOST = 100;

    private record Point(long millis, double grown) {}

    private final Duration over;
    private final Duration spacing;
    private final Deque<Point> points = new ArrayDeque<>();
    private double grown;
    private double last = Double.NaN;
    private Instant began;
    private Instant seen;

    Growth(Duration over) {
        this.over = over;
        this.spacing = over.dividedBy(MOST);
    }

    /** Takes in what the sum is now, and returns by how much it has grown over the time. */
    double add(Instant now, double sum) {
        began = began == null ? now : began;
        seen = now;
        if (!Double.isNaN(last)) {
            grown += sum >= last ? sum - last : sum;
        }
        last = sum;
        while (points.size() > 1 && second().millis() <= now.minus(over).toEpochMilli()) {
            points.removeFirst();
        }
        if (points.isEmpty() || points.peekLast().millis() + spacing.toMillis() <= now.toEpochMilli()) {
            points.addLast(new Point(now.toEpochMilli(), grown));
        }
        return grown - points.peekFirst().grown();
    }

    /** Whether it has been watched for as long as growth is asked for; before, there may have been more. */
    boolean isWhole(Instant now) {
        return began != null && !began.plus(over).isAfter(now);
    }

    /** Whether nobody has told the sum since then. */
    boolean isGone(Instant since) {
        return seen.isBefore(since);
    }

    private Point second() {
        var all = points.iterator();
        all.next();
        return all.next();
    }
}
