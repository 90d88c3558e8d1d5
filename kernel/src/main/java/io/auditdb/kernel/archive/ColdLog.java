package io.auditdb.kernel.archive;

import io.auditdb.kernel.store.CopyReader;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** Archived events in the order of the log, one after the other. For one thread. */
public final class ColdLog implements AutoCloseable {
    private final CopyReader rows;
    private final int step;
    private final UnaryOperator<List<ArchivedEvent>> filter;
    private final Queue<ArchivedEvent> read = new ArrayDeque<>();
    private boolean ended;

    /** Reads so many rows at a time, and lets those through that the filter does. */
    ColdLog(CopyReader rows, int step, UnaryOperator<List<ArchivedEvent>> filter) {
        this.rows = rows;
        this.step = step;
        this.filter = filter;
    }

    /** Returns the next event, which stays the next until it is taken; null at the end. */
    public ArchivedEvent peek() throws SQLException {
        while (read.isEmpty() && !ended) {
            var candidates = new ArrayList<ArchivedEvent>(step);
            while (candidates.size() < step && !ended) {
                ColdEvents.next(rows).ifPresentOrElse(candidates::add, () -> ended = true);
            }
            read.addAll(filter.apply(candidates));
        }
        return read.peek();
    }

    /** Takes the next event. */
    public ArchivedEvent take() throws SQLException {
        peek();
        return read.remove();
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
