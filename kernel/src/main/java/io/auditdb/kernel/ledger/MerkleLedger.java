package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.storage.BatchPlaces;
import io.auditdb.kernel.ledger.storage.EntryReader;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.ledger.storage.TileCache;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.ledger.verification.Pace;
import io.auditdb.kernel.ledger.verification.Verifier;
import io.auditdb.kernel.ledger.witness.CosignedCheckpoints;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The log as the host itself sees it: reads come from the database, signing is the {@link Integrator}'s. */
final class MerkleLedger implements Ledger {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(3660);

    private final Store store;
    private final EventStatements statements;
    private final Json json;
    private final LogKeys key;
    private final Duration keyOverlap;
    private final Verifier verifier;
    private final LedgerAudit audit;
    private final IntegrityAlarm alarm;
    private final Runnable rotated;
    private final TileCache tiles;
    private final CosignedCheckpoints cosigned;
    private final SqlErrors errors = new SqlErrors();
    private volatile Checkpoint newest;

    MerkleLedger(
            Store store,
            EventStatements statements,
            Json json,
            LogKeys key,
            BatchMac mac,
            CheckpointFile outside,
            LedgerSettings settings,
            Supplier<Map<Integer, Long>> acknowledged,
            LedgerAudit audit,
            IntegrityAlarm alarm,
            Runnable rotated) {
        this.store = store;
        this.statements = statements;
        this.json = json;
        this.key = key;
        this.keyOverlap = settings.keyOverlap();
        this.verifier = new Verifier(
                store,
                statements,
                json,
                key,
                mac,
                outside,
                acknowledged,
                settings.verification(),
                settings.maxReportedViolations());
        this.audit = audit;
        this.alarm = alarm;
        this.rotated = rotated;
        this.tiles = new TileCache(settings.cachedTiles());
        this.cosigned = new CosignedCheckpoints(settings.witness());
    }

    @Override
    public Ledger as(Access access) {
        return new RestrictedLedger(this, access, audit);
    }

    @Override
    public String verifierKey() {
        return key.newest().text();
    }

    @Override
    public List<LedgerKey> keys() {
        return key.describe();
    }

    @Override
    public List<LedgerKey> rotateKey(Duration overlap, boolean dryRun) {
        Duration beside = overlap == null ? keyOverlap : overlap;
        if (beside.isNegative() || beside.compareTo(LONGEST_OVERLAP) > 0) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "The overlap must be between nothing and " + LONGEST_OVERLAP.toDays() + " days");
        }
        if (dryRun) {
            return key.planRotation(beside);
        }
        key.rotate(beside);
        rotated.run();
        return key.describe();
    }

    /** Takes note of a checkpoint that this instance published. */
    void published(Checkpoint checkpoint) {
        newest = checkpoint;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
        return read(connection -> {
            Optional<Checkpoint> newest = checkpoint(connection);
            return newest.isEmpty() ? newest : Optional.of(cosigned.with(connection, newest.get()));
        });
    }

    @Override
    public Optional<Checkpoint> witnessedCheckpoint() {
        return read(this::witnessed);
    }

    private Optional<Checkpoint> witnessed(Connection connection) throws SQLException {
        Optional<Checkpoint> newest = checkpoint(connection);
        return newest.isEmpty() ? newest : Optional.of(cosigned.best(connection, newest.get()));
    }

    /** Another instance may be the one that signs, so what this one published last is only a lower bound. */
    private Optional<Checkpoint> checkpoint(Connection connection) throws SQLException {
        Optional<Checkpoint> stored = LedgerTables.newestCheckpoint(connection, key.name());
        Checkpoint own = newest;
        return stored.isPresent() || own == null ? stored : Optional.of(own);
    }

    @Override
    public Optional<byte[]> tile(int level, long index, int width) {
        return read(connection -> {
            long size = checkpoint(connection).map(Checkpoint::size).orElse(0L);
            long count = level > 7 ? 0 : size >>> (8 * level);
            boolean covered = width >= 1
                    && width <= MerkleTree.TILE_WIDTH
                    && index >= 0
                    && index <= count / MerkleTree.TILE_WIDTH
                    && index * MerkleTree.TILE_WIDTH + width <= count;
            if (!covered) {
                return Optional.empty();
            }
            byte[] hashes = nodes(connection, size).tile(level, index);
            return Optional.of(Arrays.copyOf(hashes, width * Hashes.SIZE));
        });
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        long first = index * MerkleTree.TILE_WIDTH;
        return read(connection -> {
            long size = checkpoint(connection).map(Checkpoint::size).orElse(0L);
            boolean covered = width >= 1
                    && width <= MerkleTree.TILE_WIDTH
                    && index >= 0
                    && index <= size / MerkleTree.TILE_WIDTH
                    && first + width <= size;
            if (!covered) {
                return Optional.empty();
            }
            var bundle = new ByteArrayOutputStream();
            EntryReader reader = new EntryReader(connection, statements, json);
            for (byte[] entry : reader.entries(first, first + width)) {
                bundle.write(entry.length >>> 8);
                bundle.write(entry.length);
                bundle.writeBytes(entry);
            }
            return Optional.of(bundle.toByteArray());
        });
    }

    @Override
    public List<byte[]> consistency(long from, long to) {
        return read(connection -> {
            long size = checkpoint(connection).map(Checkpoint::size).orElse(0L);
            if (from < 0 || to < from || to > size) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_REQUEST,
                        "There is no proof from " + from + " to " + to + ": sizes must grow from 0 to at most " + size
                                + ", which the newest checkpoint covers");
            }
            return new TreeProof(nodes(connection, to)).consistency(from, to);
        });
    }

    @Override
    public byte[] entry(String tenant, UUID id) {
        return entry(tenants(tenant), id);
    }

    byte[] entry(Set<String> tenants, UUID id) {
        return event(tenants, id).entry(json).bytes();
    }

    @Override
    public Optional<InclusionProof> proof(String tenant, UUID id) {
        return proof(tenants(tenant), id);
    }

    Optional<InclusionProof> proof(Set<String> tenants, UUID id) {
        EventColumns row = event(tenants, id);
        return read(connection -> {
            OptionalLong first = BatchPlaces.firstLeaf(connection, new BatchKey(row.writer(), row.batch()));
            long index = first.orElse(0) + row.position();
            Optional<Checkpoint> checkpoint = witnessed(connection);
            if (checkpoint.isPresent() && index >= checkpoint.get().size()) {
                checkpoint = checkpoint(connection);
            }
            if (checkpoint.isEmpty()
                    || first.isEmpty()
                    || index >= checkpoint.get().size()) {
                return Optional.empty();
            }
            long size = checkpoint.get().size();
            TreeProof proof = new TreeProof(nodes(connection, size));
            return Optional.of(
                    new InclusionProof(index, row.entry(json).leaf(), proof.inclusion(index, size), checkpoint.get()));
        });
    }

    private TileNodes nodes(Connection connection, long size) {
        return new TileNodes(connection, size, tiles);
    }

    private EventColumns event(Set<String> tenants, UUID id) {
        return statements
                .find(tenants, id)
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no event " + id));
    }

    private static Set<String> tenants(String tenant) {
        return tenant == null ? Set.of() : Set.of(tenant);
    }

    @Override
    public VerificationReport verify(VerificationScope scope, VerificationProgress progress) {
        return alarmed(verifier.verify(scope, progress));
    }

    /** Verifies with little of everything, for nobody who waits. */
    VerificationReport verify(VerificationScope scope, Pace pace) {
        return alarmed(verifier.verify(scope, pace));
    }

    private VerificationReport alarmed(VerificationReport report) {
        alarm.raise(report.violations());
        return report;
    }

    @Override
    public List<RecordedVerification> verifications(int limit) {
        return verifier.recorded(limit);
    }

    private <R> R read(Work<R> work) {
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ)) {
            return work.run(connection);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @FunctionalInterface
    private interface Work<R> {
        R run(Connection connection) throws SQLException;
    }
}
