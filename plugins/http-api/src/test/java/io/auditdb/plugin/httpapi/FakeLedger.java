package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.Access;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log with one full tile and one of five hashes at level 0, and events sealed or not as the switches say. */
final class FakeLedger implements Ledger {
    static final UUID KNOWN = UUID.fromString("11111111-1111-4111-8111-111111111111");
    static final Checkpoint CHECKPOINT = new Checkpoint(
            "log.example", 261, new byte[32], "log.example\n261\nAAAA\n\n— log.example sig\n", Instant.EPOCH);

    static final LedgerKey KEY = new LedgerKey(
            "log.example+0123abcd+KEY",
            LedgerKey.State.RETIRING,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1),
            "a note\n");

    final List<String> rotations = new CopyOnWriteArrayList<>();
    final List<Access> callers = new CopyOnWriteArrayList<>();
    final List<VerificationScope> scopes = new CopyOnWriteArrayList<>();
    volatile boolean empty;
    volatile boolean sealed = true;
    volatile List<Violation> violations = List.of();
    volatile Runnable whileVerifying = () -> {};

    @Override
    public Ledger as(Access access) {
        callers.add(access);
        return this;
    }

    @Override
    public String verifierKey() {
        return "log.example+0123abcd+KEY";
    }

    @Override
    public List<LedgerKey> keys() {
        return List.of(KEY);
    }

    @Override
    public List<LedgerKey> rotateKey(Duration overlap, boolean dryRun) {
        rotations.add(overlap + " " + dryRun);
        return List.of(KEY);
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        return empty ? Optional.empty() : Optional.of(CHECKPOINT);
    }

    @Override
    public Optional<Checkpoint> witnessedCheckpoint() {
        return checkpoint();
    }

    @Override
    public Optional<byte[]> tile(int level, long index, int width) {
        return covers(index, width) && level == 0 ? Optional.of(new byte[32 * width]) : Optional.empty();
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        return covers(index, width) ? Optional.of(new byte[] {0, 1, 'x'}) : Optional.empty();
    }

    private static boolean covers(long index, int width) {
        return index == 0 || (index == 1 && width <= 5);
    }

    @Override
    public List<byte[]> consistency(long from, long to) {
        if (from > to || to > CHECKPOINT.size()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "There is no proof");
        }
        return List.of(new byte[32], new byte[32]);
    }

    @Override
    public byte[] entry(String tenant, UUID id) {
        checkKnown(id);
        return "{\"entry\":1}".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<InclusionProof> proof(String tenant, UUID id) {
        checkKnown(id);
        return sealed
                ? Optional.of(new InclusionProof(3, new byte[32], List.of(new byte[32]), CHECKPOINT))
                : Optional.empty();
    }

    private static void checkKnown(UUID id) {
        if (!id.equals(KNOWN)) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no event of this id");
        }
    }

    @Override
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        scopes.add(scope);
        progress.at(0, 261);
        whileVerifying.run();
        progress.at(261, 261);
        return new VerificationReport(
                new VerificationCoverage(scope.kind(), 0, 261, 261, 0, 3, 1),
                Instant.EPOCH,
                Duration.ofMillis(12),
                CHECKPOINT,
                violations.isEmpty() ? CHECKPOINT : null,
                violations.size(),
                violations,
                List.of("remarkable"));
    }

    @Override
    public List<RecordedVerification> verifications(int limit) {
        return List.of(new RecordedVerification(
                KNOWN,
                Instant.EPOCH,
                Duration.ofMillis(limit),
                new VerificationCoverage(VerificationScope.Kind.INCREMENTAL, 100, 261, 161, 0, 3, 1),
                1,
                Optional.of("something"),
                true));
    }
}
