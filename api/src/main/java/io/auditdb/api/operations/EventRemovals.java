package io.auditdb.api.operations;

import io.auditdb.api.event.Target;
import io.auditdb.api.storage.PartitionRange;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes events out of the database for good, and keeps the account by which a verification tells these gaps from those
 * that somebody else made. What goes, its account and the event {@code retention.delete} that records it are committed
 * together, or not at all. The locators of events stay, so that their ids are never used again; so do their leaves.
 *
 * <p>For plugins that decide what may go. Each row is compared with what its writer committed first, so that nothing
 * forged is made to look lawful: whoever changes the policy or the time of an event stops its removal, and no more. Safe
 * for use by many threads. Provided by the host.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code INTEGRITY_VIOLATION} when a row is not what was
 * committed; {@code NOT_SEALED} when the log has no place for one yet; {@code CONFLICT} when a row changed meanwhile;
 * {@code DATABASE_UNAVAILABLE} with a retry time. The caller should then roll back.
 */
public interface EventRemovals {
    /**
     * Deletes rows of a table that holds events. Call {@link SystemRecords#committed} after the commit.
     *
     * @param transaction of the maintaining role, not in autocommit, which has locked the rows
     * @param principal who has it done
     * @param from what the events are taken out of, as the record is to say: a partition or an archive
     * @param table the name of the table
     * @param rows where they are in it: their {@code ctid}, such as {@code (0,1)}; at least one
     * @param details what else the record is to say, as JSON values; nothing personal
     */
    Removed delete(
            Connection transaction,
            String principal,
            Target from,
            String table,
            List<String> rows,
            Map<String, ?> details);

    /**
     * Drops a partition that is detached, with every row in it. Call {@link SystemRecords#committed} after the commit.
     *
     * @param transaction of the maintaining role, not in autocommit, which has locked the table
     * @param principal who has it done
     * @param partition the name of its table; it holds at least one row
     * @param details what else the record is to say, as JSON values; nothing personal
     */
    Removed drop(Connection transaction, String principal, String partition, Map<String, ?> details);

    /**
     * Says that events which no query saw for a while are seen again, because a table was attached after all. Until the
     * commit, answers without them may still be given.
     *
     * @param transaction the one that brings them back
     * @param range when they occurred
     * @throws io.auditdb.api.error.AuditDbException when the database refuses
     */
    void undone(Connection transaction, PartitionRange range);

    /**
     * What went.
     *
     * @param record the id of the event in {@code _system} that records it
     * @param events how many
     * @param batches of how many batches they were
     * @param firstLeaf the lowest of their leaves
     * @param lastLeaf the highest; not all in between are theirs
     */
    record Removed(UUID record, long events, long batches, long firstLeaf, long lastLeaf) {}
}
