package io.auditdb.kernel.ingest;

import io.auditdb.kernel.primary.DatabaseIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this process has said yes to: the number of the last batch of each writer, and the last events by name, to tell what
 * a standby that was promoted lacks. Safe for use by many threads.
 */
final class Acknowledged {
    /** Another batch may have taken the number since, but none has its leaf. */
    private static final String MISSING = """
            SELECT k.place FROM unnest(?::int[], ?::bigint[], ?::bytea[]) WITH ORDINALITY AS k (writer, number, leaf, place)
            WHERE NOT EXISTS (SELECT FROM ledger_batch b
                              WHERE b.writer = k.writer AND b.number = k.number AND substring(b.leaves FOR 32) = k.leaf)
            """;

    private static final String LAST = """
            SELECT k.writer, coalesce((SELECT max(number) FROM ledger_batch b WHERE b.writer = k.writer), 0)
            FROM unnest(?::int[]) AS k (writer)
            """;

    private final int most;
    private final Map<Integer, Long> last = new HashMap<>();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private int events;
    private boolean forgot;
    private DatabaseIdentity database;

    /** Remembers this many events that were committed on a database from now on. */
    Acknowledged(int most, DatabaseIdentity database) {
        this.most = most;
        this.database = database;
    }

    private record Batch(int writer, long number, byte[] leaf, List<EventKey> events) {}

    /** Takes in what is about to be acknowledged. */
    synchronized void add(BatchPlan plan) {
        last.merge(plan.writer(), plan.number(), Math::max);
        List<EventKey> keys = plan.fresh().stream().map(PreparedEvent::key).toList();
        batches.addLast(
                new Batch(plan.writer(), plan.number(), plan.fresh().get(0).leaf(), keys));
        events += keys.size();
        while (events > most && batches.size() > 1) {
            events -= batches.removeFirst().events().size();
            forgot = true;
        }
    }

    /** Returns the number of the last batch of each writer. */
    synchronized Map<Integer, Long> lastBatches() {
        return Map.copyOf(last);
    }

    /** Is told of events that a new primary lacks, in the transaction that makes this known. */
    interface Loss {
        void found(Connection transaction, LostEvents lost) throws SQLException;
    }

    /**
     * Compares what was acknowledged with what a server has, when it is another primary than before; commits. The first
     * writer on it does so before it writes.
     */
    synchronized void compare(Connection connection, DatabaseIdentity with, Loss loss) throws SQLException {
        if (with.equals(database)) {
            return;
        }
        Set<Batch> missing = missing(connection);
        List<LostEvents.Event> lost = batches.stream()
                .filter(missing::contains)
                .flatMap(batch -> batch.events().stream())
                .map(key -> new LostEvents.Event(key.tenant(), key.id()))
                .toList();
        boolean complete = !forgot || !missing.contains(batches.peekFirst());
        Map<Integer, Long> there = lastOf(connection);
        loss.found(connection, new LostEvents(database.timeline(), lost, complete));
        connection.commit();
        database = with;
        last.putAll(there); // what is lost is on record
        batches.clear();
        events = 0;
        forgot = false;
    }

    private Set<Batch> missing(Connection connection) throws SQLException {
        var asked = new ArrayList<>(batches);
        var missing = new HashSet<Batch>();
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", asked.stream().map(Batch::writer).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", asked.stream().map(Batch::number).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bytea", asked.stream().map(Batch::leaf).toArray(byte[][]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    missing.add(asked.get(row.getInt(1) - 1));
                }
            }
        }
        return missing;
    }

    private Map<Integer, Long> lastOf(Connection connection) throws SQLException {
        var there = new HashMap<Integer, Long>();
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setArray(1, connection.createArrayOf("int4", last.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    there.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return there;
    }
}
