package io.auditdb.cli;

import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows what the pools of connections are doing. */
final class PoolView {
    /** So many changes of size of each pool are shown to people; machines get all. */
    private static final int SHOWN_RESIZES = 3;

    private static final long NANOS_PER_MICRO = 1000;
    private static final double MICROS_PER_MILLI = 1000;

    private final RootCommand root;

    PoolView(RootCommand root) {
        this.root = root;
    }

    void show(List<PoolStats> pools) {
        root.print("");
        var table = new Table(
                root.surroundings().out(),
                "POOL",
                "STATE",
                "SIZE",
                "BOUNDS",
                "ACTIVE",
                "IDLE",
                "WAITING",
                "FAILED",
                "ACQUIRE P50",
                "P99",
                "USE P50",
                "P99");
        pools.forEach(it -> table.row(
                it.name(),
                lower(it.state()),
                Integer.toString(it.size()),
                it.min() + "-" + it.max(),
                Integer.toString(it.active()),
                Integer.toString(it.idle()),
                Integer.toString(it.waiting()),
                Long.toString(it.failed()),
                Text.millis(it.acquire().p50()),
                Text.millis(it.acquire().p99()),
                Text.millis(it.use().p50()),
                Text.millis(it.use().p99())));
        table.flush();
        lanes(pools);
        resizes(pools);
    }

    private void lanes(List<PoolStats> pools) {
        root.print("");
        var table = new Table(
                root.surroundings().out(), "POOL", "LANE", "ACTIVE", "WAITING", "ACQUIRED", "REFUSED", "TIMED OUT");
        for (PoolStats pool : pools) {
            for (LaneStats lane : pool.lanes()) {
                table.row(
                        pool.name(),
                        lower(lane.lane()),
                        Integer.toString(lane.active()),
                        Integer.toString(lane.waiting()),
                        Long.toString(lane.acquired()),
                        Long.toString(lane.refused()),
                        Long.toString(lane.timedOut()));
            }
        }
        table.flush();
    }

    private void resizes(List<PoolStats> pools) {
        for (PoolStats pool : pools) {
            pool.resizes().stream()
                    .limit(SHOWN_RESIZES)
                    .forEach(it -> root.print(Text.oneLine(
                            it.at() + " " + pool.name() + " from " + it.from() + " to " + it.to() + ": " + it.why())));
        }
    }

    static Map<String, Object> of(PoolStats pool) {
        return Views.object(
                "name", pool.name(),
                "state", lower(pool.state()),
                "min", pool.min(),
                "max", pool.max(),
                "size", pool.size(),
                "active", pool.active(),
                "idle", pool.idle(),
                "waiting", pool.waiting(),
                "failed", pool.failed(),
                "acquire", of(pool.acquire()),
                "use", of(pool.use()),
                "lanes", pool.lanes().stream().map(PoolView::of).toList(),
                "resizes", pool.resizes().stream().map(PoolView::of).toList());
    }

    private static Map<String, Object> of(Timing timing) {
        return Views.object(
                "count", timing.count(),
                "p50Millis", millis(timing.p50()),
                "p95Millis", millis(timing.p95()),
                "p99Millis", millis(timing.p99()),
                "longestMillis", millis(timing.longest()));
    }

    private static double millis(Duration time) {
        long micros = time.toNanos() / NANOS_PER_MICRO;
        return micros / MICROS_PER_MILLI;
    }

    private static Map<String, Object> of(LaneStats lane) {
        return Views.object(
                "lane", lower(lane.lane()),
                "active", lane.active(),
                "waiting", lane.waiting(),
                "acquired", lane.acquired(),
                "refused", lane.refused(),
                "timedOut", lane.timedOut());
    }

    private static Map<String, Object> of(Resize change) {
        return Views.object(
                "at", change.at().toString(), "from", change.from(), "to", change.to(), "why", change.why());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
