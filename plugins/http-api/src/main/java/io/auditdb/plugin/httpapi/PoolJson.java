package io.auditdb.plugin.httpapi;

import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.Timing;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Pools of connections as answers show them. */
final class PoolJson {
    private PoolJson() {}

    static Map<String, Object> of(PoolStats pool) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", pool.name());
        answer.put("state", name(pool.state()));
        answer.put("min", pool.min());
        answer.put("max", pool.max());
        answer.put("size", pool.size());
        answer.put("active", pool.active());
        answer.put("idle", pool.idle());
        answer.put("waiting", pool.waiting());
        answer.put("failed", pool.failed());
        answer.put("acquire", of(pool.acquire()));
        answer.put("use", of(pool.use()));
        answer.put("lanes", pool.lanes().stream().map(PoolJson::of).toList());
        answer.put("resizes", pool.resizes().stream().map(PoolJson::of).toList());
        return answer;
    }

    private static Map<String, Object> of(Timing timing) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("count", timing.count());
        answer.put("p50Millis", Millis.of(timing.p50()));
        answer.put("p95Millis", Millis.of(timing.p95()));
        answer.put("p99Millis", Millis.of(timing.p99()));
        answer.put("longestMillis", Millis.of(timing.longest()));
        return answer;
    }

    private static Map<String, Object> of(LaneStats lane) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("lane", name(lane.lane()));
        answer.put("active", lane.active());
        answer.put("waiting", lane.waiting());
        answer.put("acquired", lane.acquired());
        answer.put("refused", lane.refused());
        answer.put("timedOut", lane.timedOut());
        return answer;
    }

    private static Map<String, Object> of(Resize change) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("at", change.at().toString());
        answer.put("from", change.from());
        answer.put("to", change.to());
        answer.put("why", change.why());
        return answer;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
