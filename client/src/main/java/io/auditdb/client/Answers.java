package io.auditdb.client;

import io.auditdb.api.event.Appended;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens.NewToken;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads the JSON of answers into the types of the api. */
final class Answers {
    private Answers() {}

    static List<Appended> appended(JsonObject json) {
        return json.array("events").stream()
                .map(JsonObject::of)
                .map(event -> new Appended(
                        event.required("tenant"),
                        event.id("id"),
                        event.truth("duplicate"),
                        event.has("receipt") ? Receipt.parse(event.text("receipt")) : null))
                .toList();
    }

    /** A JSON document is taken all or nothing, and answered with one entry per event. */
    static BulkResult bulk(JsonObject json) {
        if (json.has("events")) {
            List<Appended> appended = appended(json);
            long duplicates = appended.stream().filter(Appended::duplicate).count();
            long spooled = appended.stream().filter(Appended::isSpooled).count();
            Receipt last = appended.isEmpty()
                    ? null
                    : appended.get(appended.size() - 1).receipt();
            return new BulkResult(
                    appended.size() - duplicates, spooled, duplicates, 0, last, List.of(), BulkResult.Remarks.NONE);
        }
        return new BulkResult(
                json.number("stored"),
                json.numberOrZero("spooled"),
                json.number("duplicates"),
                json.number("faulty"),
                json.has("receipt") ? Receipt.parse(json.text("receipt")) : null,
                listed(json.array("faults")),
                new BulkResult.Remarks(
                        json.numberOrZero("remarked"),
                        listed(json.array("remarks")),
                        json.array("new").stream().map(Long.class::cast).toList()));
    }

    private static List<BulkResult.FaultyRecord> listed(List<?> records) {
        return records.stream()
                .map(JsonObject::of)
                .map(fault ->
                        new BulkResult.FaultyRecord(fault.number("record"), Problem.faults(fault.array("problems"))))
                .toList();
    }

    static EventPage page(JsonObject json) {
        return new EventPage(
                json.array("events").stream().map(EventJson::recorded).toList(), json.text("next"));
    }

    static VerificationReport report(JsonObject json) {
        return new VerificationReport(
                coverage(json),
                json.time("startedAt"),
                Duration.ofMillis(json.number("durationMillis")),
                json.object("checkpoint").map(Answers::checkpoint).orElse(null),
                json.object("intactUpTo").map(Answers::checkpoint).orElse(null),
                json.number("violationCount"),
                json.array("violations").stream()
                        .map(JsonObject::of)
                        .map(Answers::violation)
                        .toList(),
                json.texts("remarks"));
    }

    private static VerificationCoverage coverage(JsonObject json) {
        return new VerificationCoverage(
                VerificationScope.Kind.valueOf(json.required("kind").toUpperCase(Locale.ROOT)),
                json.number("fromLeaf"),
                json.number("toLeaf"),
                json.number("events"),
                json.number("unsealed"),
                json.number("batches"),
                json.number("checkpoints"));
    }

    static List<RecordedVerification> verifications(JsonObject json) {
        return json.array("runs").stream()
                .map(JsonObject::of)
                .map(run -> new RecordedVerification(
                        run.id("id"),
                        run.time("startedAt"),
                        Duration.ofMillis(run.number("durationMillis")),
                        coverage(run),
                        run.number("violationCount"),
                        Optional.ofNullable(run.text("firstViolation")),
                        run.truth("authentic")))
                .toList();
    }

    private static Checkpoint checkpoint(JsonObject json) {
        return new Checkpoint(
                json.required("origin"),
                json.number("size"),
                Base64.getDecoder().decode(json.required("root")),
                json.has("note") ? json.text("note") : "",
                json.time("signedAt"));
    }

    static ConsistencyProof consistency(JsonObject json) {
        return new ConsistencyProof(
                json.number("from"),
                json.number("to"),
                json.texts("consistency").stream()
                        .map(Base64.getDecoder()::decode)
                        .toList());
    }

    static List<LedgerKey> keys(JsonObject json) {
        return json.array("keys").stream()
                .map(JsonObject::of)
                .map(key -> new LedgerKey(
                        key.required("vkey"),
                        LedgerKey.State.valueOf(key.required("state")),
                        key.time("since"),
                        key.time("until"),
                        key.text("rotation")))
                .toList();
    }

    static Violation violation(JsonObject json) {
        String event = json.text("event");
        return new Violation(
                Violation.Kind.valueOf(json.required("kind")),
                json.text("tenant"),
                event == null ? null : UUID.fromString(event),
                json.required("description"));
    }

    static Redacted redacted(JsonObject json) {
        return new Redacted(
                json.required("tenant"),
                json.id("id"),
                Set.copyOf(json.texts("fields")),
                Set.copyOf(json.texts("remaining")),
                json.has("recordedAs") ? json.id("recordedAs") : null);
    }

    static List<PluginInfo> plugins(JsonObject json) {
        return json.array("plugins").stream()
                .map(JsonObject::of)
                .map(Answers::plugin)
                .toList();
    }

    static List<ConfigurationChange> configurationChanges(JsonObject json) {
        return RetentionAnswers.list(
                json,
                "changes",
                it -> new ConfigurationChange(
                        it.required("subject"),
                        ConfigurationChange.Kind.valueOf(it.required("kind").toUpperCase(Locale.ROOT)),
                        it.required("detail")));
    }

    static List<PluginStep> pluginSteps(JsonObject json) {
        return RetentionAnswers.list(
                json,
                "steps",
                it -> new PluginStep(
                        it.required("plugin"),
                        it.required("version"),
                        PluginStep.Kind.valueOf(it.required("step").toUpperCase(Locale.ROOT)),
                        it.time("at"),
                        PerformanceAnswers.millis(it, "millis"),
                        Optional.ofNullable(it.text("problem"))));
    }

    static PluginInfo plugin(JsonObject json) {
        return new PluginInfo(
                json.required("name"),
                json.required("version"),
                PluginInfo.State.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.time("since"),
                json.text("reason"),
                json.texts("extensions"),
                json.text("uses"));
    }

    static List<TokenInfo> tokens(JsonObject json) {
        return json.array("tokens").stream()
                .map(JsonObject::of)
                .map(Answers::token)
                .toList();
    }

    static NewToken newToken(JsonObject json) {
        return new NewToken(token(json), json.required("token"));
    }

    private static TokenInfo token(JsonObject json) {
        Set<Right> rights = json.texts("rights").stream()
                .map(right -> Right.valueOf(right.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        return new TokenInfo(
                json.id("id"),
                new Access(json.required("name"), Set.copyOf(json.texts("tenants")), rights),
                json.time("createdAt"),
                json.time("expiresAt"),
                json.time("revokedAt"));
    }

    static SpoolReport spool(JsonObject json) {
        return new SpoolReport(
                SpoolReport.State.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.number("events"),
                json.number("bytes"),
                json.number("maxBytes"),
                Optional.ofNullable(json.time("oldest")),
                json.number("quarantined"),
                json.number("outages"),
                json.number("spooled"),
                json.number("stored"),
                json.number("duplicates"),
                json.number("refused"),
                Optional.ofNullable(json.text("problem")));
    }

    static HealthReport health(JsonObject json) {
        return new HealthReport(
                status(json),
                json.array("checks").stream()
                        .map(JsonObject::of)
                        .map(check -> new Health.Component(
                                check.required("name"),
                                status(check),
                                check.required("message"),
                                check.required("advice"),
                                Instant.parse(check.required("since"))))
                        .toList());
    }

    private static HealthCheck.Status status(JsonObject json) {
        return HealthCheck.Status.valueOf(json.required("status").toUpperCase(Locale.ROOT));
    }
}
