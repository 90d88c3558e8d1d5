package io.auditdb.kernel.store;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.cursor.Cursor;

/** The statements that read events; their text is in {@code EventMapper.xml}. */
public interface EventMapper {
    /** Returns one page, newest first. */
    List<EventColumns> page(EventFilter filter);

    /** Returns the events of this id, at most two. */
    List<EventColumns> find(@Param("tenants") String[] tenants, @Param("id") UUID id);

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
}
