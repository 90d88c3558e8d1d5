package io.auditdb.api.storage;

import io.auditdb.api.ledger.Violation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is archived, and the way of a partition into an archive and back. The host reads, compares and records; an {@link
 * Archive} keeps the files; whoever looks after partitions says when, and takes the partition out. Every step can be
 * interrupted and called again. Safe for use by many threads; calls block for as long as database and storage work.
 * Provided by the host.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: as {@link Archive}; {@code SERVICE_UNAVAILABLE} when no plugin
 * provides one; {@code DATABASE_UNAVAILABLE}; {@code NOT_FOUND} for an archive that is not known.
 */
public interface EventArchives {
    /** Returns all archives that are neither void nor restored, oldest events first. */
    List<ArchiveInfo> list();

    /** Returns the archive of a partition that was not dropped yet; empty when none was begun. */
    Optional<ArchiveInfo> of(String partition);

    /** Something to do with the rows of an archive while they lie in a table. */
    interface Staged<R> {
        /**
         * Does it.
         *
         * @param transaction of the maintaining role, not to be ended
         * @param table a table with the columns of the event table, which nobody else sees
         */
        R run(Connection transaction, String table) throws SQLException;
    }

    /**
     * Puts the rows of a live archive into a table, to look at them; nothing of it is kept.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when the archive is not live
     */
    <R> R look(UUID archive, Staged<R> look);

    /**
     * Puts the rows of a live archive into a table, lets some of them be removed with their account
     * ({@link io.auditdb.api.operations.EventRemovals}), and makes an archive of what is left, in the place of this one.
     * All of it is committed together; then the earlier file is removed. Where nothing is left, there is no archive any
     * more; where nothing was removed, the archive stays as it is.
     *
     * @param removal returns how many rows it removed
     * @return the same
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when the archive is not live, or was changed by
     *     somebody else meanwhile
     */
    long thin(UUID archive, Staged<Long> removal);

    /** Removes what interrupted and superseded archives left in storage. */
    void tidy();

    /**
     * Writes a partition to storage, with a signed manifest. A former attempt is replaced.
     *
     * @return what was stored, in state {@code STORED}
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_SEALED} when a checkpoint does not cover all of it yet,
     *     {@code INTEGRITY_VIOLATION} when a row is not what the log committed to
     */
    ArchiveInfo store(String partition, PartitionRange range);

    /**
     * Reads a stored archive back and compares it with its partition, row by row, and with the log, leaf by leaf.
     *
     * @return the archive, in state {@code VERIFIED}, from when on queries read it
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when the partition has changed since,
     *     {@code INTEGRITY_VIOLATION} when the archive is not what was written
     */
    ArchiveInfo check(UUID archive);

    /**
     * Returns why the rows of a table are not in its archive as they are now; empty when they are.
     *
     * @param transaction of the maintaining role, in which nobody else can write to the table
     */
    Optional<String> objection(Connection transaction, String partition);

    /** Makes the archive of a partition that is dropped in this transaction live, records that, and returns it. */
    ArchiveInfo settle(Connection transaction, String principal, String partition);

    /** Gives the archive of a partition up whose rows stay, or go for good, in this transaction. */
    void abandon(Connection transaction, String partition);

    /** Checks an archive against its manifest, the log's signature and the log; returns what is wrong, at most so much. */
    List<Violation> verify(UUID archive, int limit);

    /**
     * Puts the rows of a live archive back into the event table, byte for byte, and compares them afterwards. Committed
     * together with the record of it.
     *
     * @return how many rows
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when it is not live, {@code INTEGRITY_VIOLATION}
     *     when it is not what was archived
     */
    long restore(String principal, UUID archive);
}
