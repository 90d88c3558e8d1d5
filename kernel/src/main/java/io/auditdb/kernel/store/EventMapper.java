package io.auditdb.kernel.store;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.cursor.Cursor;

/** The statements that read events; their text is in {@code EventMapper.xml}. */
public interface EventMapper {
    /**
     * Returns one page, newest first, and the names of the archives that have events of its time: those that there were
     * before the table was read (strings), the rows ({@link EventColumns}), and the archives after that (strings). An event
     * that moves meanwhile shows in a difference of the two, or in one of the places.
     */
    List<List<?>> page(EventFilter filter);

    /** Returns where events of this id are, at most two. */
    List<Located> locate(@Param("tenants") String[] tenants, @Param("id") UUID id);

    /** Returns the event at a place; none when its partition is gone. */
    Optional<EventColumns> at(
            @Param("tenant") String tenant, @Param("occurredAt") OffsetDateTime occurredAt, @Param("id") UUID id);

    /** Where an event is, as the locator has it. */
    record Located(String tenant, OffsetDateTime occurredAt) {}

    /** Returns the events of one batch that are still there, by position. */
    List<EventColumns> batch(@Param("writer") int writer, @Param("number") long number);

    /** Returns what a filter selects, in the order of the log, read in steps; what is not sequenced comes last. */
    Cursor<EventColumns> inLogOrder(EventFilter filter);

    /**
     * Returns rows of one partition by batch and position, read in steps.
     *
     * @param table its name, quoted as SQL has it
     * @param rows their addresses; null for all
     */
    Cursor<EventColumns> inPartition(@Param("table") String table, @Param("rows") String[] rows);

    /** Returns all tenants, by name. */
    List<String> tenants();

    /** Returns every row, partition by partition, read in steps. */
    Cursor<EventColumns> scan();

    /** Returns the names of the archives that queries over a range read; bounds may be null. */
    List<String> archives(@Param("from") OffsetDateTime from, @Param("to") OffsetDateTime to);

    /** Returns where archived events of this id are, if they are. */
    List<ArchivedPlace> archivesOf(@Param("tenants") String[] tenants, @Param("id") UUID id);

    /** Returns the names of the archives that may hold events of a batch. */
    List<String> archivesOfBatch(@Param("writer") int writer, @Param("number") long number);

    /** Returns which of these details, counted from 1, hold all words of a text. */
    List<Integer> withText(@Param("details") String[] details, @Param("text") String text);

    /**
     * Where an event would be in an archive.
     *
     * @param name of the archive
     */
    record ArchivedPlace(String name, String tenant, OffsetDateTime occurredAt) {}
}
