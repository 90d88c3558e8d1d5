package io.auditdb.cli;

import io.auditdb.api.event.Appended;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.Redacted;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.kernel.verifier.EvidenceReport;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What {@code --json} shows: the same members as the HTTP API. */
final class Views {
    private Views() {}

    static Map<String, Object> of(Appended appended) {
        return object(
                "tenant", appended.tenant(),
                "id", appended.id().toString(),
                "duplicate", appended.duplicate(),
                "state", appended.isSpooled() ? "spooled" : "stored",
                "receipt", appended.isSpooled() ? null : appended.receipt().toString());
    }

    static Map<String, Object> of(SpoolReport report) {
        return object(
                "state", report.state().name().toLowerCase(Locale.ROOT),
                "events", report.events(),
                "bytes", report.bytes(),
                "maxBytes", report.maxBytes(),
                "oldest", report.oldest().map(Object::toString).orElse(null),
                "quarantined", report.quarantined(),
                "outages", report.outages(),
                "spooled", report.spooled(),
                "stored", report.stored(),
                "duplicates", report.duplicates(),
                "refused", report.refused(),
                "problem", report.problem().orElse(null));
    }

    static Map<String, Object> of(VerificationReport report) {
        return object(
                "intact", report.intact(),
                "kind", name(report.coverage().kind()),
                "fromLeaf", report.coverage().fromLeaf(),
                "toLeaf", report.coverage().toLeaf(),
                "events", report.events(),
                "unsealed", report.unsealed(),
                "batches", report.batches(),
                "checkpoints", report.checkpoints(),
                "startedAt", report.startedAt().toString(),
                "durationMillis", report.duration().toMillis(),
                "checkpoint", report.checkpoint().map(Views::of).orElse(null),
                "intactUpTo", report.intactUpTo().map(Views::of).orElse(null),
                "violationCount", report.violationCount(),
                "violations", report.violations().stream().map(Views::of).toList(),
                "remarks", report.remarks());
    }

    static Map<String, Object> of(RecordedVerification run) {
        return object(
                "id", run.id().toString(),
                "intact", run.violationCount() == 0,
                "authentic", run.authentic(),
                "kind", name(run.coverage().kind()),
                "fromLeaf", run.coverage().fromLeaf(),
                "toLeaf", run.coverage().toLeaf(),
                "events", run.coverage().events(),
                "unsealed", run.coverage().unsealed(),
                "batches", run.coverage().batches(),
                "checkpoints", run.coverage().checkpoints(),
                "startedAt", run.startedAt().toString(),
                "durationMillis", run.duration().toMillis(),
                "violationCount", run.violationCount(),
                "firstViolation", run.firstViolation().orElse(null));
    }

    static String name(VerificationScope.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> of(Checkpoint checkpoint) {
        return object(
                "origin", checkpoint.origin(),
                "size", checkpoint.size(),
                "root", Base64.getEncoder().encodeToString(checkpoint.root()),
                "signedAt", checkpoint.signedAt().toString());
    }

    static Map<String, Object> of(Violation violation) {
        return object(
                "kind", violation.kind().name(),
                "tenant", violation.tenant().orElse(null),
                "event", violation.event().map(Object::toString).orElse(null),
                "description", violation.description());
    }

    static Map<String, Object> of(LedgerKey key) {
        return object(
                "vkey", key.verifierKey(),
                "state", key.state().name(),
                "since", key.since().toString(),
                "until", key.until().map(Object::toString).orElse(null),
                "rotation", key.rotation().orElse(null));
    }

    static Map<String, Object> of(Redacted redacted) {
        return object(
                "tenant", redacted.tenant(),
                "id", redacted.event().toString(),
                "dryRun", redacted.recordedAs().isEmpty(),
                "fields", new TreeSet<>(redacted.fields()),
                "remaining", new TreeSet<>(redacted.remaining()),
                "recordedAs", redacted.recordedAs().map(Object::toString).orElse(null));
    }

    static Map<String, Object> of(EvidenceReport report) {
        return object(
                "intact", report.intact(),
                "format", report.format(),
                "events", report.events(),
                "proven", report.proven(),
                "unsealed", report.unsealed(),
                "checkpoint",
                        report.checkpoint()
                                .map(it -> object("origin", it.origin(), "size", it.size(), "root", it.root()))
                                .orElse(null),
                "shown", report.shown(),
                "findingCount", report.findingCount(),
                "findings",
                        report.findings().stream()
                                .map(it -> object("line", it.line(), "event", it.event(), "problem", it.problem()))
                                .toList());
    }

    static Map<String, Object> of(PluginInfo plugin) {
        return object(
                "name", plugin.name(),
                "version", plugin.version(),
                "state", plugin.state().name(),
                "since", plugin.since() == null ? null : plugin.since().toString(),
                "reason", plugin.reason().orElse(null),
                "extensions", plugin.extensions(),
                "uses", plugin.uses().orElse(null));
    }

    static Map<String, Object> of(Platform.PluginVerdict verdict) {
        return object(
                "name", verdict.name(),
                "version", verdict.version(),
                "good", verdict.good(),
                "uses", verdict.uses(),
                "findings",
                        verdict.findings().stream()
                                .map(it -> object("severity", it.severity(), "text", it.text()))
                                .toList());
    }

    static Map<String, Object> of(PluginStep step) {
        return object(
                "plugin", step.plugin(),
                "version", step.version(),
                "step", step.kind().name().toLowerCase(Locale.ROOT),
                "at", step.at().toString(),
                "millis", Millis.of(step.took()),
                "problem", step.problem().orElse(null));
    }

    static Map<String, Object> of(TokenInfo token) {
        return object(
                "id", token.id().toString(),
                "name", token.access().principal(),
                "tenants", new TreeSet<>(token.access().tenants()),
                "rights",
                        token.access().rights().stream()
                                .map(Right::text)
                                .sorted()
                                .toList(),
                "createdAt", token.createdAt().toString(),
                "expiresAt", token.expiresAt().map(Object::toString).orElse(null),
                "revokedAt", token.revokedAt().map(Object::toString).orElse(null));
    }

    /** Returns names and values as an object, in this order. */
    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
