package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.security.AccessGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The log as one caller sees it. Hashes are for everybody; entries and verification need rights and are recorded. */
final class RestrictedLedger implements Ledger {
    private final MerkleLedger ledger;
    private final Access access;
    private final LedgerJournal journal;
    private final AccessGuard guard = new AccessGuard();

    RestrictedLedger(MerkleLedger ledger, Access access, LedgerJournal journal) {
        this.ledger = ledger;
        this.access = access;
        this.journal = journal;
    }

    @Override
    public Ledger as(Access other) {
        return ledger.as(other);
    }

    @Override
    public String verifierKey() {
        return ledger.verifierKey();
    }

    @Override
    public List<LedgerKey> keys() {
        return ledger.keys();
    }

    @Override
    public List<LedgerKey> rotateKey(Duration overlap, boolean dryRun) {
        guard.require(access, Right.ADMIN);
        List<LedgerKey> keys = ledger.rotateKey(overlap, dryRun);
        if (!dryRun) {
            journal.acted(
                    access.principal(),
                    "ledger.key-rotate",
                    true,
                    Map.of("newKey", keys.get(0).verifierKey()));
        }
        return keys;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        return ledger.checkpoint();
    }

    @Override
    public Optional<Checkpoint> witnessedCheckpoint() {
        return ledger.witnessedCheckpoint();
    }

    @Override
    public Optional<byte[]> tile(int level, long index, int width) {
        return ledger.tile(level, index, width);
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        guard.require(access, Right.READ);
        if (!access.tenants().isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN,
                    "Entry bundles hold entries of all tenants; the caller may not read all");
        }
        Optional<byte[]> bundle = ledger.entries(index, width);
        journal.acted(access.principal(), "ledger.entries", bundle.isPresent(), Map.of("bundle", index));
        return bundle;
    }

    @Override
    public List<byte[]> consistency(long from, long to) {
        return ledger.consistency(from, to);
    }

    @Override
    public byte[] entry(String tenant, UUID id) {
        byte[] entry = ledger.entry(readable(tenant), id);
        journal.acted(access.principal(), "ledger.entry", true, Map.of("event", id.toString()));
        return entry;
    }

    @Override
    public Optional<InclusionProof> proof(String tenant, UUID id) {
        Optional<InclusionProof> proof = ledger.proof(readable(tenant), id);
        journal.acted(access.principal(), "ledger.proof", proof.isPresent(), Map.of("event", id.toString()));
        return proof;
    }

    private Set<String> readable(String tenant) {
        return guard.readableTenants(access, tenant == null ? Set.of() : Set.of(tenant));
    }

    @Override
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        guard.require(access, Right.VERIFY);
        VerificationReport report = ledger.verify(visible(scope), progress);
        journal.acted(
                access.principal(),
                "ledger.verify",
                report.intact(),
                Map.of(
                        "kind", report.coverage().kind().name(),
                        "events", report.events(),
                        "violations", report.violationCount()));
        return report;
    }

    /** Whether an event exists is nothing to ask about in tenants that the caller has no access to. */
    private VerificationScope visible(VerificationScope scope) {
        if (scope.event().isEmpty() || access.tenants().isEmpty()) {
            return scope;
        }
        String tenant = scope.tenant().orElseGet(this::onlyTenant);
        guard.require(access, Right.VERIFY, tenant);
        return VerificationScope.event(tenant, scope.event().get());
    }

    private String onlyTenant() {
        if (access.tenants().size() > 1) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "The caller has access to several tenants; name the event's");
        }
        return access.tenants().iterator().next();
    }

    @Override
    public List<RecordedVerification> verifications(int limit) {
        guard.require(access, Right.VERIFY);
        return ledger.verifications(limit);
    }
}
