package io.auditdb.kernel.archiving;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.State;
import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.kernel.archive.ArchiveTable;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.ledger.archive.ManifestCheck;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts another archive in the place of one: with a row changed, or with rows less. New archive, end of the old one and
 * their record are one transaction; then the old file is removed. Safe for use by many threads.
 */
public final class ArchiveReplacement {
    private final Transactions transactions;
    private final ColdEvents cold;
    private final LogKeys keys;
    private final BatchMac mac;
    private final Json json;
    private final Clock clock;

    /** Puts the parts together; {@code cold} knows where archives are. */
    public ArchiveReplacement(
            Transactions transactions, ColdEvents cold, LogKeys keys, BatchMac mac, Json json, Clock clock) {
        this.transactions = transactions;
        this.cold = cold;
        this.keys = keys;
        this.mac = mac;
        this.json = json;
        this.clock = clock;
    }

    private ArchiveInfo begin(ArchiveInfo old) {
        return transactions.transaction(
                connection -> ArchiveTable.begin(connection, old.partition(), old.range(), clock.instant()));
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
        ArchiveInfo old = transactions
                .transaction(connection -> ArchiveTable.live(connection).stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst())
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.CONFLICT, "The event is on its way to or from an archive; look again"));
        ArchiveInfo next = begin(old);
        transactions.transaction(connection -> {
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

    /** As {@link EventArchives#look}. */
    <R> R look(UUID archive, EventArchives.Staged<R> look) {
        Archive storage = cold.storage();
        return transactions.transaction(connection -> {
            try (Stage stage = stage(connection, storage, live(connection, archive))) {
                return look.run(connection, stage.table());
            }
        });
    }

    private static ArchiveInfo live(Connection connection, UUID id) throws SQLException {
        ArchiveInfo archive = ArchiveTable.get(connection, id);
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

    /** As {@link EventArchives#thin}. */
    long thin(UUID archive, EventArchives.Staged<Long> removal) {
        Archive storage = cold.storage();
        ArchiveInfo old = transactions.transaction(connection -> live(connection, archive));
        ArchiveInfo next = begin(old);
        long removed = transactions.transaction(connection -> {
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
            storing.compare(ArchiveTable.get(connection, next.id()), stage.table());
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
}
