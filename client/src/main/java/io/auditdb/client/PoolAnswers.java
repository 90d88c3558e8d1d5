package io.auditdb.client;

import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.api.storage.PoolStats.LaneStats;
import io.auditdb.api.storage.PoolStats.Resize;
import io.auditdb.api.storage.PoolStats.State;
import io.auditdb.api.storage.PoolStats.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Reads the JSON of pools into the types of the api. */
final class PoolAnswers {
    private static final int MILLIS_TO_NANOS = 6;

    private PoolAnswers() {}

    static List<PoolStats> pools(JsonObject json) {
        return RetentionAnswers.list(json, "pools", PoolAnswers::pool);
    }

    private static PoolStats pool(JsonObject json) {
        return new PoolStats(
                json.required("name"),
                State.valueOf(capitals(json, "state")),
                (int) json.number("min"),
                (int) json.number("max"),
                (int) json.number("size"),
                (int) json.number("active"),
                (int) json.number("idle"),
                (int) json.number("waiting"),
                json.number("failed"),
                timing(json.requiredObject("acquire")),
                timing(json.requiredObject("use")),
                RetentionAnswers.list(json, "lanes", PoolAnswers::lane),
                RetentionAnswers.list(json, "resizes", PoolAnswers::resize));
    }

    private static String capitals(JsonObject json, String name) {
        return json.required(name).toUpperCase(Locale.ROOT);
    }

    private static Timing timing(JsonObject json) {
        return new Timing(
                json.number("count"),
                millis(json, "p50Millis"),
                millis(json, "p95Millis"),
                millis(json, "p99Millis"),
                millis(json, "longestMillis"));
    }

    private static Duration millis(JsonObject json, String name) {
        return Duration.ofNanos(
                json.decimal(name).movePointRight(MILLIS_TO_NANOS).longValue());
    }

    private static LaneStats lane(JsonObject json) {
        return new LaneStats(
                Lane.valueOf(capitals(json, "lane")),
                (int) json.number("active"),
                (int) json.number("waiting"),
                json.number("acquired"),
                json.number("refused"),
                json.number("timedOut"));
    }

    private static Resize resize(JsonObject json) {
        return new Resize(json.time("at"), (int) json.number("from"), (int) json.number("to"), json.required("why"));
    }
}
