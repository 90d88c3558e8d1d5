package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import io.auditdb.api.storage.ArchiveInfo.State;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.kernel.archive.ArchiveSettings;
import io.auditdb.kernel.archive.ArchiveTable;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service: what is written, compared, recorded and put back, each in a transaction of the maintaining role. */
public final class ArchiveService implements EventArchives {
    private final Transactions transactions;
    private final ArchiveReplacement replacement;
    private final EventPartitions partitions;
    private final ColdEvents cold;
    private final LogKeys keys;
    private final BatchMac mac;
    private final Json json;
    private final SystemRecords records;
    private final ArchiveSettings settings;
    private final Clock clock;
    private final SqlErrors errors = new SqlErrors();

    /** Puts the parts together; {@code cold} knows where archives are. */
    public ArchiveService(
            Transactions transactions,
            ArchiveReplacement replacement,
            EventPartitions partitions,
            ColdEvents cold,
            LogKeys keys,
            BatchMac mac,
            Json json,
            SystemRecords records,
            ArchiveSettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.replacement = replacement;
        this.partitions = partitions;
        this.cold = cold;
        this.keys = keys;
        this.mac = mac;
        this.json = json;
        this.records = records;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public List<ArchiveInfo> list() {
        return transactions.transaction(ArchiveTable::current);
    }

    @Override
    public Optional<ArchiveInfo> of(String partition) {
        return transactions.transaction(connection -> ArchiveTable.open(connection, partition));
    }

    @Override
    public void tidy() {
        List<ArchiveInfo> superseded = transactions.transaction(connection -> {
            ArchiveTable.abandonOrphans(connection);
            return ArchiveTable.superseded(connection, clock.instant().minus(settings.keepRestored()));
        });
        if (superseded.isEmpty()) {
            return;
        }
        Archive storage = cold.storage();
        List<String> present = storage.names();
        superseded.stream().map(ArchiveInfo::name).filter(present::contains).forEach(storage::remove);
    }

    @Override
    public ArchiveInfo store(String partition, PartitionRange range) {
        Archive storage = cold.storage();
        transactions.transaction(connection -> {
            ArchiveTable.abandon(connection, partition);
            return null;
        });
        tidy();
        ArchiveInfo archive = transactions.transaction(
                connection -> ArchiveTable.begin(connection, partition, range, clock.instant()));
        transactions.snapshot(connection -> {
            ArchiveTable.claim(connection, archive.id());
            new Storing(connection, storage, keys, mac, json).store(archive, partition);
            return null;
        });
        return find(archive.id());
    }

    @Override
    public ArchiveInfo check(UUID archive) {
        Archive storage = cold.storage();
        transactions.snapshot(connection -> {
            ArchiveInfo found = ArchiveTable.get(connection, archive);
            new Storing(connection, storage, keys, mac, json).compare(found, found.partition());
            return null;
        });
        return find(archive);
    }

    private ArchiveInfo find(UUID id) {
        return transactions.transaction(connection -> ArchiveTable.get(connection, id));
    }

    private static Optional<ArchiveInfo> verified(Connection connection, String partition) throws SQLException {
        return ArchiveTable.open(connection, partition).filter(it -> it.state() == State.VERIFIED);
    }

    @Override
    public Optional<String> objection(Connection transaction, String partition) {
        try {
            Optional<ArchiveInfo> archive = verified(transaction, partition);
            if (archive.isEmpty()) {
                return Optional.of("is not archived");
            }
            String then = ArchiveTable.fingerprint(transaction, archive.get().id());
            String now = new PartitionSnapshot(transaction, partition).fingerprint();
            return now.equals(then) ? Optional.empty() : Optional.of("has changed since it was archived");
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public ArchiveInfo settle(Connection transaction, String principal, String partition) {
        try {
            ArchiveInfo archive = verified(transaction, partition).orElseThrow();
            ArchiveTable.move(transaction, archive.id(), State.VERIFIED, State.LIVE);
            record(transaction, principal, "archive.store", archive);
            return archive;
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private void record(Connection transaction, String principal, String action, ArchiveInfo archive) {
        Contents contents = archive.contents().orElseThrow();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("name", archive.name());
        details.put("partition", archive.partition());
        details.put("from", archive.range().from().toString());
        details.put("to", archive.range().to().toString());
        details.put("rows", contents.rows());
        details.put("firstLeaf", contents.firstLeaf());
        details.put("lastLeaf", contents.lastLeaf());
        details.put("sha256", contents.file().sha256());
        records.record(
                transaction,
                principal,
                action,
                new Target("archive", archive.id().toString()),
                details);
    }

    @Override
    public void abandon(Connection transaction, String partition) {
        try {
            ArchiveTable.abandon(transaction, partition);
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public List<Violation> verify(UUID archive, int limit) {
        Archive storage = cold.storage();
        return transactions.snapshot(connection -> {
            ArchiveInfo found = ArchiveTable.get(connection, archive);
            if (found.contents().isEmpty() || found.state() == State.VOID) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "The archive " + archive + " is " + found.state().text());
            }
            return new ArchivedBatches(connection, mac, json, limit).check(found, storage, keys);
        });
    }

    @Override
    public long restore(String principal, UUID archive) {
        Archive storage = cold.storage();
        requireIntact(archive);
        ArchiveInfo found = find(archive);
        partitions.create(found.range());
        transactions.transaction(connection -> {
            if (!ArchiveTable.move(connection, archive, State.LIVE, State.RESTORED)) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        "The archive " + archive + " is " + found.state().text()
                                + ", and only what is live can be put back");
            }
            new Restoring(connection, storage, json).restore(found);
            record(connection, principal, "archive.restore", found);
            return null;
        });
        records.committed();
        return found.contents().orElseThrow().rows();
    }

    @Override
    public <R> R look(UUID archive, Staged<R> look) {
        return replacement.look(archive, look);
    }

    @Override
    public long thin(UUID archive, Staged<Long> removal) {
        return replacement.thin(archive, removal);
    }

    private void requireIntact(UUID archive) {
        List<Violation> violations = verify(archive, 1);
        if (!violations.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION,
                    "Nothing is put back: " + violations.get(0).description());
        }
    }
}
