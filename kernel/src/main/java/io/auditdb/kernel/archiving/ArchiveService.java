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
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.kernel.archive.ArchiveSettings;
import io.auditdb.kernel.archive.ArchiveTable;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service: what is written, compared, recorded and put back, each in a transaction of the maintaining role. */
public final class ArchiveService implements EventArchives {
    private final ConnectionManager connections;
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
            ConnectionManager connections,
            EventPartitions partitions,
            ColdEvents cold,
            LogKeys keys,
            BatchMac mac,
            Json json,
            SystemRecords records,
            ArchiveSettings settings,
            Clock clock) {
        this.connections = connections;
        this.partitions = partitions;
        this.cold = cold;
        this.keys = keys;
        this.mac = mac;
        this.json = json;
        this.records = records;
        this.settings = settings;
        this.clock = clock;
    }

    private interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /** Runs a transaction that sees one state of the database; what is recorded in one could get a number twice. */
    private <R> R snapshot(Work<R> work) {
        return run(Connection.TRANSACTION_REPEATABLE_READ, work);
    }

    private <R> R transaction(Work<R> work) {
        return run(Connection.TRANSACTION_READ_COMMITTED, work);
    }

    private <R> R run(int isolation, Work<R> work) {
        try (Connection connection = connections.connection(ConnectionManager.Purpose.MAINTAIN)) {
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(false);
            R result = commit(connection, work);
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    private static <R> R commit(Connection connection, Work<R> work) throws SQLException {
        try {
            R result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException broken) { // a COPY that ended early took the connection with it
                e.addSuppressed(broken);
            }
            throw e;
        }
    }

    @Override
    public List<ArchiveInfo> list() {
        return transaction(ArchiveTable::current);
    }

    @Override
    public Optional<ArchiveInfo> of(String partition) {
        return transaction(connection -> ArchiveTable.open(connection, partition));
    }

    @Override
    public void tidy() {
        List<ArchiveInfo> superseded = transaction(connection -> {
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
        transaction(connection -> {
            ArchiveTable.abandon(connection, partition);
            return null;
        });
        tidy();
        ArchiveInfo archive = begin(partition, range);
        snapshot(connection -> {
            ArchiveTable.claim(connection, archive.id());
            new Storing(connection, storage, keys, mac, json).store(archive, partition);
            return null;
        });
        return find(archive.id());
    }

    /** What is written from now on is on record, so that it is found when it is left behind. */
    private ArchiveInfo begin(String partition, PartitionRange range) {
        UUID id = UUID.randomUUID();
        String name = partition.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_") + "-" + id;
        var archive = new ArchiveInfo(id, name, partition, range, State.WRITING, null, clock.instant());
        transaction(connection -> {
            ArchiveTable.add(connection, archive);
            return null;
        });
        return archive;
    }

    @Override
    public ArchiveInfo check(UUID archive) {
        Archive storage = cold.storage();
        snapshot(connection -> {
            ArchiveInfo found = find(connection, archive);
            new Storing(connection, storage, keys, mac, json).compare(found, found.partition());
            return null;
        });
        return find(archive);
    }

    private ArchiveInfo find(UUID id) {
        return transaction(connection -> find(connection, id));
    }

    private static ArchiveInfo find(Connection connection, UUID id) throws SQLException {
        return ArchiveTable.find(connection, id)
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no archive " + id));
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
        return snapshot(connection -> {
            ArchiveInfo found = find(connection, archive);
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
        transaction(connection -> {
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

    /** What is done with a row in a table that holds nothing else. */
    public interface Change {
        /** Changes the row. */
        void apply(Connection transaction, String table) throws SQLException;
    }

    /** What else is done in a transaction. */
    public interface Deed {
        /** Does it. */
        void run(Connection transaction) throws SQLException;
    }

    /**
     * Writes an archive again with one row changed, and puts it in the place of the old one, whose file is removed.
     *
     * @param name of a live archive
     * @param row the event, as it is in there
     * @param record committed together with the change
     */
    public void rewrite(String name, EventColumns row, Change change, Deed record) {
        Archive storage = cold.storage();
        ArchiveInfo old = transaction(connection -> ArchiveTable.live(connection).stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst())
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.CONFLICT, "The event is on its way to or from an archive; look again"));
        ArchiveInfo next = begin(old.partition(), old.range());
        transaction(connection -> {
            ArchiveTable.claim(connection, next.id());
            new ArchiveRewriting(connection, storage, keys, json).rewrite(old, next, row, change);
            boolean replaced = ArchiveTable.move(connection, old.id(), State.LIVE, State.VOID)
                    && ArchiveTable.move(connection, next.id(), State.STORED, State.LIVE);
            if (!replaced) {
                throw changed();
            }
            record.run(connection);
            return null;
        });
        storage.remove(old.name());
    }

    @Override
    public <R> R look(UUID archive, Staged<R> look) {
        Archive storage = cold.storage();
        return transaction(connection -> {
            try (Stage stage = stage(connection, storage, live(connection, archive))) {
                return look.run(connection, stage.table());
            }
        });
    }

    private static ArchiveInfo live(Connection connection, UUID id) throws SQLException {
        ArchiveInfo archive = find(connection, id);
        if (archive.state() != State.LIVE) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "The archive " + id + " is " + archive.state().text() + ", and its rows are elsewhere");
        }
        return archive;
    }

    private Stage stage(Connection connection, Archive storage, ArchiveInfo archive) throws SQLException {
        Optional<String> problem =
                new ManifestCheck(storage, keys).run(connection, archive).problem();
        if (problem.isPresent()) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION,
                    "The archive " + archive.name() + " is not what was written: " + problem.get());
        }
        Stage stage = Stage.open(connection);
        try (ArchiveRows rows = storage.rows(archive.name(), ArchiveOrder.NEWEST_FIRST)) {
            stage.put(rows, archive.contents().orElseThrow().rows());
        }
        return stage;
    }

    @Override
    public long thin(UUID archive, Staged<Long> removal) {
        Archive storage = cold.storage();
        ArchiveInfo old = transaction(connection -> live(connection, archive));
        ArchiveInfo next = begin(old.partition(), old.range());
        long removed = transaction(connection -> {
            ArchiveTable.claim(connection, next.id());
            try (Stage stage = stage(connection, storage, old)) {
                long count = removal.run(connection, stage.table());
                if (count > 0) {
                    replace(connection, storage, old, next, stage);
                } else {
                    ArchiveTable.move(connection, next.id(), State.WRITING, State.VOID);
                }
                return count;
            }
        });
        if (removed > 0) {
            storage.remove(old.name());
        }
        return removed;
    }

    private void replace(Connection connection, Archive storage, ArchiveInfo old, ArchiveInfo next, Stage stage)
            throws SQLException {
        boolean replaced = ArchiveTable.move(connection, old.id(), State.LIVE, State.VOID);
        if (stage.isEmpty()) {
            replaced &= ArchiveTable.move(connection, next.id(), State.WRITING, State.VOID);
        } else {
            var storing = new Storing(connection, storage, keys, mac, json);
            storing.store(next, stage.table());
            storing.compare(find(connection, next.id()), stage.table());
            replaced &= ArchiveTable.move(connection, next.id(), State.VERIFIED, State.LIVE);
        }
        if (!replaced) {
            throw changed();
        }
    }

    private static AuditDbException changed() {
        return new AuditDbException(
                StandardErrorCode.CONFLICT, "The archive was changed by somebody else in this moment; repeat");
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
