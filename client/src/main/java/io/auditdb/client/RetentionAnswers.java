package io.auditdb.client;

import io.auditdb.api.compliance.AppliedRetention;
import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.RetentionFloor;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads the JSON of holds, policies and plans into the types of the api. */
final class RetentionAnswers {
    private RetentionAnswers() {}

    static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> reader) {
        return json.array(name).stream().map(JsonObject::of).map(reader).toList();
    }

    static LegalHold hold(JsonObject json) {
        return new LegalHold(
                json.id("id"),
                new HoldScope(
                        json.text("tenant"),
                        json.text("principal"),
                        json.text("subject"),
                        json.text("targetType"),
                        json.text("targetId"),
                        json.time("from"),
                        json.time("to"),
                        json.text("action"),
                        named(json, "status", Status.class),
                        named(json, "classification", Classification.class),
                        json.text("correlationId"),
                        json.text("text")),
                json.required("issuer"),
                json.required("reason"),
                json.required("placedBy"),
                json.time("placedAt"),
                json.object("release")
                        .map(it -> new LegalHold.Release(it.required("by"), it.required("reason"), it.time("at"))));
    }

    private static <E extends Enum<E>> E named(JsonObject json, String name, Class<E> type) {
        String text = json.text(name);
        return text == null ? null : Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    static RetentionPolicy policy(JsonObject json) {
        return new RetentionPolicy(
                json.required("name"),
                Classification.valueOf(json.required("classification")),
                json.truth("default"),
                span(json, "archiveAfter"),
                span(json, "deleteAfter"),
                span(json, "minimum"),
                json.required("description"));
    }

    private static Optional<Period> span(JsonObject json, String name) {
        return Optional.ofNullable(json.text(name)).map(Period::parse);
    }

    static RetentionFloor floor(JsonObject json) {
        return new RetentionFloor(
                Classification.valueOf(json.required("classification")),
                Period.parse(json.required("minimum")),
                json.required("source"));
    }

    static AppliedRetention applied(JsonObject json) {
        return new AppliedRetention(
                json.object("policy").map(RetentionAnswers::policy),
                json.required("reason"),
                Optional.ofNullable(json.time("archiveAt")),
                Optional.ofNullable(json.time("deleteAt")));
    }

    static PartitionRetention partition(JsonObject json) {
        return new PartitionRetention(
                json.required("partition"),
                Optional.ofNullable(json.text("archive")).map(UUID::fromString),
                new PartitionRange(bound(json, "from", Instant.MIN), bound(json, "to", Instant.MAX)),
                PartitionState.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.number("rows"),
                json.number("past"),
                json.number("held"),
                json.number("vetoed"),
                PartitionRetention.Action.valueOf(json.required("action").toUpperCase(Locale.ROOT)),
                json.texts("reasons"));
    }

    static RetentionStep step(JsonObject json) {
        return new RetentionStep(
                partition(json),
                PartitionStep.Outcome.valueOf(json.required("outcome").toUpperCase(Locale.ROOT)),
                json.number("removed"),
                Optional.ofNullable(json.text("problem")));
    }

    private static Instant bound(JsonObject json, String name, Instant absent) {
        return json.has(name) ? json.time(name) : absent;
    }
}
