package io.auditdb.client;

import io.auditdb.api.storage.PartitionAnalysis;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Reads the JSON of partitions into the types of the api. */
final class PartitionAnswers {
    private PartitionAnswers() {}

    static List<PartitionInfo> list(JsonObject json) {
        return json.array("partitions").stream()
                .map(JsonObject::of)
                .map(PartitionAnswers::partition)
                .toList();
    }

    private static PartitionInfo partition(JsonObject json) {
        return new PartitionInfo(
                json.required("name"),
                json.truth("default")
                        ? null
                        : new PartitionRange(bound(json, "from", Instant.MIN), bound(json, "to", Instant.MAX)),
                state(json.required("state")),
                json.has("goal") ? state(json.text("goal")) : null,
                json.number("bytes"),
                json.number("estimatedRows"));
    }

    private static Instant bound(JsonObject json, String name, Instant absent) {
        return json.has(name) ? json.time(name) : absent;
    }

    private static PartitionState state(String text) {
        return PartitionState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static PartitionAnalysis analysis(JsonObject json) {
        return new PartitionAnalysis(
                list(json),
                json.number("bytes"),
                json.number("estimatedRows"),
                (int) json.number("emptyPartitions"),
                json.number("bytesPerDay"),
                PartitionInterval.parse(json.required("interval")),
                PerformanceAnswers.advice(json));
    }

    static List<PartitionStep> steps(JsonObject json) {
        return json.array("steps").stream()
                .map(JsonObject::of)
                .map(PartitionAnswers::step)
                .toList();
    }

    static PartitionStep step(JsonObject json) {
        return new PartitionStep(
                json.required("partition"),
                PartitionStep.Action.valueOf(
                        json.required("action").toUpperCase(Locale.ROOT).replace('-', '_')),
                json.has("subject") ? json.text("subject") : "",
                json.required("reason"),
                PartitionStep.Outcome.valueOf(json.required("outcome").toUpperCase(Locale.ROOT)));
    }
}
