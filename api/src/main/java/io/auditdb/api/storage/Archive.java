package io.auditdb.api.storage;

import io.auditdb.api.query.EventQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Cold storage: where the rows of whole partitions are kept as files, and how they are read there. Provided by a plugin;
 * what is archived, checked and dropped the host decides ({@link EventArchives}). Safe for use by many threads.
 *
 * <p>An archive has a name, lower case with digits, {@code _}, {@code -} and {@code .}, and consists of a file with rows
 * and a manifest beside it. Neither is ever changed under the same name.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code ARCHIVE_UNAVAILABLE} when the storage cannot be reached
 * or refuses work, {@code ARCHIVE_DAMAGED} when a file that is there cannot be read for what it is, or one that was named
 * is not there.
 */
public interface Archive {
    /**
     * Writes the rows of a new archive, in the order they come. Whole and durable when this returns; until then nothing
     * has the archive's name, and what was begun is a leftover that the next start removes.
     *
     * @param name of an archive that is not there; what is there under it is replaced
     */
    ArchiveFile store(String name, ArchiveRows rows);

    /** Writes the manifest of an archive; durable when this returns. */
    void storeManifest(String name, String note);

    /** Returns the manifest of an archive as it is there now; empty when there is none. */
    Optional<String> manifest(String name);

    /** Returns size and digest of an archive's file as it is there now, read from end to end; empty when there is none. */
    Optional<ArchiveFile> measure(String name);

    /** Returns all rows of an archive. */
    ArchiveRows rows(String name, ArchiveOrder order);

    /**
     * Returns the rows that a query selects. Its cursor, its limit and its text are not looked at.
     *
     * @param names of the archives to look into
     * @param after the place after which to go on, in {@link ArchiveOrder#NEWEST_FIRST}; null for the beginning
     * @param limit how many rows at most; 0 for all
     */
    ArchiveRows query(Collection<String> names, EventQuery query, EventPlace after, ArchiveOrder order, int limit);

    /** Returns the rows of this id and time, of whatever tenant. */
    ArchiveRows find(Collection<String> names, UUID id, Instant occurredAt);

    /** Returns the rows that belong to one batch, by position. */
    ArchiveRows batch(Collection<String> names, int writer, long number);

    /** Removes file and manifest; nothing happens when they are gone already. */
    void remove(String name);

    /** Returns the names of all archives of which something is there, by name. */
    List<String> names();
}
