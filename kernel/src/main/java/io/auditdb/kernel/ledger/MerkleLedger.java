package io.auditdb.kernel.ledger;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The log as the host itself sees it: reads come from the database, signing is the {@link Integrator}'s. */
final class MerkleLedger implements Ledger {
    private final LogTree tree;
    private final LogEntries entries;
    private final KeyRotation keys;
    private final Verifications verifications;
    private final LedgerJournal journal;

    MerkleLedger(
            LogTree tree, LogEntries entries, KeyRotation keys, Verifications verifications, LedgerJournal journal) {
        this.tree = tree;
        this.entries = entries;
        this.keys = keys;
        this.verifications = verifications;
        this.journal = journal;
    }

    @Override
    public Ledger as(Access access) {
        return new RestrictedLedger(this, access, journal);
    }

    @Override
    public String verifierKey() {
        return keys.verifierKey();
    }

    @Override
    public List<LedgerKey> keys() {
        return keys.keys();
    }

    @Override
    public List<LedgerKey> rotateKey(Duration overlap, boolean dryRun) {
        return keys.rotate(overlap, dryRun);
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        return tree.checkpoint();
    }

    @Override
    public Optional<Checkpoint> witnessedCheckpoint() {
        return tree.read(tree::witnessed);
    }

    @Override
    public Optional<byte[]> tile(int level, long index, int width) {
        return tree.tile(level, index, width);
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        return entries.bundle(index, width);
    }

    @Override
    public List<byte[]> consistency(long from, long to) {
        return tree.consistency(from, to);
    }

    @Override
    public byte[] entry(String tenant, UUID id) {
        return entry(tenants(tenant), id);
    }

    byte[] entry(Set<String> tenants, UUID id) {
        return entries.entry(tenants, id);
    }

    @Override
    public Optional<InclusionProof> proof(String tenant, UUID id) {
        return proof(tenants(tenant), id);
    }

    Optional<InclusionProof> proof(Set<String> tenants, UUID id) {
        return entries.proof(tenants, id);
    }

    private static Set<String> tenants(String tenant) {
        return tenant == null ? Set.of() : Set.of(tenant);
    }

    @Override
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        return verifications.verify(scope, progress);
    }

    @Override
    public List<RecordedVerification> verifications(int limit) {
        return verifications.recorded(limit);
    }
}
