package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.store.EventColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One verification over one snapshot, of whatever kind. For one thread and one use. */
final class Verification {
    /** So many recorded runs are looked at to find one that was intact. */
    private static final int REMEMBERED = 1000;

    private final Instant startedAt = Instant.now();
    private final Snapshot snapshot;
    private final Connection connection;
    private final VerificationContext context;
    private final VerificationFindings findings;
    private final Pace pace;
    private final VerificationProgress progress;

    /** The report, and the root at its end where the run is to be recorded. */
    record Outcome(VerificationReport report, Optional<byte[]> root) {}

    Verification(
            Snapshot snapshot, VerificationContext context, int maxReported, Pace pace, VerificationProgress progress) {
        this.snapshot = snapshot;
        this.connection = snapshot.first();
        this.context = context;
        this.findings = new VerificationFindings(maxReported);
        this.pace = pace;
        this.progress = progress;
    }

    /** {@code threads} is how many threads share a full verification. */
    Outcome run(VerificationScope scope, int threads) throws SQLException {
        return switch (scope.kind()) {
            case FULL -> recorded(full(threads, runs()));
            case INCREMENTAL -> recorded(incremental(threads));
            case EVENT -> new Outcome(report(event(scope)), Optional.empty());
            case CHECKPOINT -> new Outcome(report(prefix(scope.note().orElseThrow())), Optional.empty());
        };
    }

    private Outcome recorded(VerifiedPart part) throws SQLException {
        long size = part.tree().size();
        new KeptCheck(context.key(), findings).compare(context.kept(), size, nodes(size));
        return new Outcome(report(part.coverage()), Optional.of(part.tree().root()));
    }

    private List<RecordedRuns.Run> runs() throws SQLException {
        List<RecordedRuns.Run> runs = new RecordedRuns(context.mac()).newest(connection, REMEMBERED);
        for (RecordedRuns.Run run : runs) {
            if (!run.verification().authentic()) {
                findings.add(
                        0,
                        Violation.Kind.RECORD_CHANGED,
                        "the record of " + run + " is not the one that this log wrote");
            }
        }
        return runs;
    }

    private VerifiedPart full(int threads, List<RecordedRuns.Run> runs) throws SQLException {
        VerifiedPart part = new VerificationRun(snapshot, context, findings, pace).run(threads, progress);
        long size = part.tree().size();
        runs.stream()
                .filter(RecordedRuns.Run::intact)
                .findFirst()
                .ifPresent(run -> CheckpointCheck.comparePrefix(
                        run.toString(),
                        run.verification().coverage().toLeaf(),
                        run.root(),
                        size,
                        nodes(size),
                        findings));
        return part;
    }

    private VerifiedPart incremental(int threads) throws SQLException {
        List<RecordedRuns.Run> runs = runs();
        Optional<RecordedRuns.Run> intact =
                runs.stream().filter(RecordedRuns.Run::intact).findFirst();
        if (intact.isEmpty()) {
            findings.remark("no verification that found all intact is on record, so everything was verified");
            return full(threads, runs);
        }
        RecordedRuns.Run last = intact.get();
        var run = new IncrementalRun(
                snapshot, context, findings, last.verification().coverage().toLeaf());
        if (!run.continues(last.root())) {
            findings.remark("the log does not go on from what " + last + " saw, so everything was verified");
            return full(threads, runs);
        }
        if (runs.indexOf(last) > 0) {
            findings.remark("a later verification than that of "
                    + last.verification().startedAt()
                    + " found violations; whether they are still there only a full one can say");
        }
        return run.run(progress, pace);
    }

    private VerificationCoverage event(VerificationScope scope) throws SQLException {
        UUID id = scope.event().orElseThrow();
        Set<String> tenants = scope.tenant().map(Set::of).orElse(Set.of());
        Optional<EventColumns> row = context.events().find(connection, tenants, id);
        if (row.isEmpty()) {
            return new AbsentEvent(snapshot, context, findings, newest()).verify(tenants, id);
        }
        var run = new EventRun(connection, context, findings);
        run.stored(row.get(), newest());
        return run.coverage(1);
    }

    private VerificationCoverage prefix(String kept) throws SQLException {
        long size = newest().map(Checkpoint::size).orElse(0L);
        new KeptCheck(context.key(), findings).compare("the checkpoint that was given", kept, size, nodes(size));
        long prefix = CheckpointNote.open(kept, context.key())
                .map(CheckpointNote::size)
                .orElse(0L);
        if (findings.count() == 0) {
            findings.remark("the log, of " + size + " leaves now, begins with the " + prefix
                    + " leaves that the checkpoint covers");
        }
        return new VerificationCoverage(VerificationScope.Kind.CHECKPOINT, 0, prefix, 0, 0, 0, 1);
    }

    private TileNodes nodes(long size) {
        return new TileNodes(connection, size);
    }

    private Optional<Checkpoint> newest() throws SQLException {
        return LedgerTables.newestCheckpoint(connection, context.key().name());
    }

    private VerificationReport report(VerificationCoverage coverage) throws SQLException {
        // one whose own check failed lies beyond the leaf that it failed for
        Optional<Checkpoint> intact =
                LedgerTables.checkpointUpTo(connection, context.key().name(), findings.firstLeaf());
        return new VerificationReport(
                coverage,
                startedAt,
                Duration.between(startedAt, Instant.now()),
                newest().orElse(null),
                intact.orElse(null),
                findings.count(),
                findings.violations(),
                findings.remarks());
    }
}
