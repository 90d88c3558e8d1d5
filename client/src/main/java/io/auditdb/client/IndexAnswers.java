package io.auditdb.client;

import io.auditdb.api.storage.IndexAdvice;
import io.auditdb.api.storage.IndexAdvice.Evidence;
import io.auditdb.api.storage.IndexAdvice.WriteCost;
import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import io.auditdb.api.storage.IndexUsage.Counts;
import io.auditdb.api.storage.QueryShape;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the JSON of indexes into the types of the api. */
final class IndexAnswers {
    private static final long NANOS_PER_MICRO = 1000;

    private IndexAnswers() {}

    static List<IndexUsage> usage(JsonObject json) {
        return RetentionAnswers.list(json, "indexes", IndexAnswers::index);
    }

    private static IndexUsage index(JsonObject json) {
        return new IndexUsage(
                json.required("index"),
                json.required("definition"),
                IndexUsage.Origin.valueOf(json.required("origin").toUpperCase(Locale.ROOT)),
                counts(json),
                RetentionAnswers.list(json, "partitions", IndexAnswers::partition));
    }

    private static IndexUsage.OfPartition partition(JsonObject json) {
        return new IndexUsage.OfPartition(
                json.required("partition"), json.required("index"), json.truth("valid"), counts(json));
    }

    private static Counts counts(JsonObject json) {
        return new Counts(
                json.number("scans"),
                json.number("tuplesRead"),
                json.number("tuplesFetched"),
                json.number("bytes"),
                Optional.ofNullable(json.time("lastUsed")));
    }

    static IndexAnalysis analysis(JsonObject json) {
        return new IndexAnalysis(
                json.time("since"),
                json.required("querySource"),
                json.time("querySince"),
                RetentionAnswers.list(json, "advice", IndexAnswers::advice),
                json.texts("remarks"));
    }

    private static IndexAdvice advice(JsonObject json) {
        return new IndexAdvice(
                IndexAdvice.Action.valueOf(json.required("action").toUpperCase(Locale.ROOT)),
                json.required("index"),
                json.required("definition"),
                json.texts("partitions"),
                json.required("reason"),
                evidence(json.object("evidence").orElseThrow()));
    }

    private static Evidence evidence(JsonObject json) {
        return new Evidence(
                counts(json),
                new WriteCost(json.number("bytesPerRow"), json.number("rowsPerDay"), json.required("costBasis")),
                RetentionAnswers.list(json, "queries", IndexAnswers::shape),
                Optional.ofNullable(json.text("hypothesis")));
    }

    private static QueryShape shape(JsonObject json) {
        return new QueryShape(
                json.texts("filters"),
                json.number("calls"),
                json.has("meanMicros")
                        ? Optional.of(Duration.ofNanos(json.number("meanMicros") * NANOS_PER_MICRO))
                        : Optional.empty());
    }

    static List<IndexStep> steps(JsonObject json) {
        return RetentionAnswers.list(
                json, "steps", it -> new IndexStep(PartitionAnswers.step(it), it.texts("statements")));
    }
}
