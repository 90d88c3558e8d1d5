package io.auditdb.client;

import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheReport.Prepared;
import io.auditdb.api.storage.CacheReport.Queries;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.api.storage.QueryCache.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the JSON of caches into the types of the api. */
final class CacheAnswers {
    private static final int MILLIS_TO_NANOS = 6;

    private CacheAnswers() {}

    static CacheReport report(JsonObject json) {
        return new CacheReport(
                json.truth("enabled"),
                queries(json, "settled"),
                queries(json, "current"),
                json.number("loads"),
                json.number("joined"),
                millis(json, "meanLoadMillis"),
                json.number("looks"),
                millis(json, "meanLookMillis"),
                json.number("refreshed"),
                json.number("outdated"),
                json.number("unusable"),
                RetentionAnswers.list(json, "tiers", CacheAnswers::tier),
                json.object("prepared").map(it -> new Prepared(it.number("statements"), it.numbers("plans"))));
    }

    private static Duration millis(JsonObject json, String name) {
        return Duration.ofNanos(
                json.decimal(name).movePointRight(MILLIS_TO_NANOS).longValue());
    }

    private static Queries queries(JsonObject json, String name) {
        JsonObject queries = json.requiredObject(name);
        return new Queries(queries.number("hits"), queries.number("misses"));
    }

    private static Tier tier(JsonObject json) {
        return new Tier(
                json.required("name"),
                Reach.valueOf(json.required("reach").toUpperCase(Locale.ROOT)),
                json.required("breaker"),
                json.number("failures"),
                json.number("bypassed"),
                json.number("hits"),
                json.object("stats").map(CacheAnswers::stats));
    }

    private static Stats stats(JsonObject json) {
        return new Stats(
                json.number("hits"),
                json.number("misses"),
                json.number("puts"),
                json.numbers("evictions"),
                json.number("entries"),
                json.number("bytes"),
                json.number("maxBytes"));
    }

    static List<CacheWarming> warmed(JsonObject json) {
        return RetentionAnswers.list(
                json,
                "queries",
                it -> new CacheWarming(
                        it.required("query"),
                        (int) it.number("events"),
                        Duration.ofMillis(it.number("millis")),
                        Optional.ofNullable(it.text("problem"))));
    }
}
