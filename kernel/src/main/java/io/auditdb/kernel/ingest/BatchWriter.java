package io.auditdb.kernel.ingest;

import io.auditdb.api.event.BatchPosition;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.event.IdOrder;
import io.auditdb.kernel.event.Microseconds;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.store.TimePartitions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes one batch within an open transaction: looks known ids up, copies the new rows and their locators, and puts the
 * batch under its MAC. Commits nothing itself. Safe for use by many threads, each with its own connection.
 */
final class BatchWriter {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Comparator<PreparedEvent> IN_INDEX_ORDER = (one, other) ->
            IdOrder.BY_BYTES.compare(one.event().id(), other.event().id());

    private static final String STORED = """
            SELECT l.tenant, l.id, e.recorded_at, e.secret, e.writer, e.batch, e.position,
                   substring(b.leaves FROM e.position * 32 + 1 FOR 32) AS leaf
            FROM unnest(?::text[], ?::uuid[]) AS k (tenant, id)
            JOIN event_locator l ON l.id = k.id AND l.tenant = k.tenant
            LEFT JOIN audit_event e ON e.tenant = l.tenant AND e.occurred_at = l.occurred_at AND e.id = l.id
            LEFT JOIN ledger_batch b ON b.writer = e.writer AND b.number = e.batch
            """;

    private final BatchMac mac;
    private final TimePartitions partitions;
    private final ChangeTable changes;
    private final Set<String> knownTenants = ConcurrentHashMap.newKeySet();

    BatchWriter(BatchMac mac, TimePartitions partitions, ChangeTable changes) {
        this.mac = mac;
        this.partitions = partitions;
        this.changes = changes;
    }

    /** Makes sure that every event has a partition; before the transaction, because others have to see it. */
    void makeRoom(List<Submission> submissions) {
        for (Submission submission : submissions) {
            for (PreparedEvent event : submission.events()) {
                partitions.ensure(event.event().occurredAt().toInstant());
            }
        }
    }

    /**
     * Writes everything, in the hope that every id is new; the database refuses a known one with a violation of
     * uniqueness, and then nothing of the transaction is of use.
     */
    BatchPlan write(Connection connection, int writer, long number, List<Submission> submissions) throws SQLException {
        return write(connection, new BatchPlan(writer, number, submissions, Map.of()));
    }

    /** Looks the ids up, and writes what is new; the plan says what that was. */
    BatchPlan writeNew(Connection connection, int writer, long number, List<Submission> submissions)
            throws SQLException {
        return write(connection, new BatchPlan(writer, number, submissions, stored(connection, submissions)));
    }

    /** Looks the ids up, and writes nothing. */
    BatchPlan plan(Connection connection, Submission submission) throws SQLException {
        return new BatchPlan(0, 0, List.of(submission), stored(connection, List.of(submission)));
    }

    private BatchPlan write(Connection connection, BatchPlan plan) throws SQLException {
        if (!plan.fresh().isEmpty()) {
            recordTenants(connection, plan.fresh());
            copyLocators(connection, plan.fresh());
            copyEvents(connection, plan);
            copyBatch(connection, plan);
            changes.came(
                    connection,
                    () -> plan.fresh().stream().map(PreparedEvent::event).iterator());
        }
        return plan;
    }

    private Map<EventKey, StoredEvent> stored(Connection connection, List<Submission> submissions) throws SQLException {
        List<PreparedEvent> events =
                submissions.stream().flatMap(it -> it.events().stream()).toList();
        var stored = new HashMap<EventKey, StoredEvent>();
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            "text",
                            events.stream().map(it -> it.event().tenant())));
            statement.setArray(
                    2,
                    array(
                            connection,
                            "uuid",
                            events.stream().map(it -> it.event().id())));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    stored.put(
                            new EventKey(row.getString("tenant"), row.getObject("id", UUID.class)), storedEvent(row));
                }
            }
        }
        return stored;
    }

    private static StoredEvent storedEvent(ResultSet row) throws SQLException {
        OffsetDateTime recordedAt = row.getObject("recorded_at", OffsetDateTime.class);
        return new StoredEvent(
                new BatchPosition(row.getInt("writer"), row.getLong("batch"), row.getInt("position")),
                recordedAt == null ? null : recordedAt.toInstant(),
                row.getBytes("secret"),
                row.getBytes("leaf"));
    }

    private void recordTenants(Connection connection, List<PreparedEvent> events) throws SQLException {
        var unknown = new TreeSet<String>(); // one order for all writers, so that they cannot lock each other out
        for (PreparedEvent event : events) {
            if (!knownTenants.contains(event.event().tenant())) {
                unknown.add(event.event().tenant());
            }
        }
        for (String tenant : unknown) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO tenant (name, first_seen) VALUES (?, now()) ON CONFLICT DO NOTHING")) {
                statement.setString(1, tenant);
                statement.executeUpdate();
            }
        }
    }

    /** Remembers the tenants of a batch that was committed. */
    void committed(BatchPlan plan) {
        for (PreparedEvent event : plan.fresh()) {
            if (!knownTenants.contains(event.event().tenant())) {
                knownTenants.add(event.event().tenant());
            }
        }
    }

    private static void copyEvents(Connection connection, BatchPlan plan) throws SQLException {
        CopyIn copy = begin(connection, "audit_event (" + EventRow.COLUMNS + ")");
        var chunk = new CopyBuffer(2 * CHUNK_BYTES);
        chunk.write(CopyBuffer.HEADER);
        int position = 0;
        for (PreparedEvent event : plan.fresh()) {
            chunk.write(event.tuple());
            chunk.integer(plan.writer()).bigint(plan.number()).integer(position++);
            flush(copy, chunk, CHUNK_BYTES);
        }
        end(copy, chunk);
    }

    private static void copyLocators(Connection connection, List<PreparedEvent> events) throws SQLException {
        CopyIn copy = begin(connection, "event_locator (tenant, id, occurred_at)");
        var chunk = new CopyBuffer(2 * CHUNK_BYTES);
        chunk.write(CopyBuffer.HEADER);
        // in one order and first, so that writers with the same ids wait for each other in a row and not in a circle;
        // in the order of the index, which is then descended along one path after the other
        PreparedEvent[] byId = events.toArray(PreparedEvent[]::new);
        Arrays.sort(byId, IN_INDEX_ORDER);
        for (PreparedEvent event : byId) {
            chunk.columns(3)
                    .text(Utf8.of(event.event().tenant()))
                    .uuid(event.event().id())
                    .time(Microseconds.of(event.event().occurredAt().toInstant()));
            flush(copy, chunk, CHUNK_BYTES);
        }
        end(copy, chunk);
    }

    private static CopyIn begin(Connection connection, String into) throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + into + " FROM STDIN WITH (FORMAT binary)");
    }

    private static void flush(CopyIn copy, CopyBuffer chunk, int atLeast) throws SQLException {
        if (chunk.size() >= atLeast) {
            copy.writeToCopy(chunk.array(), 0, chunk.size());
            chunk.reset();
        }
    }

    private static void end(CopyIn copy, CopyBuffer chunk) throws SQLException {
        chunk.write(CopyBuffer.TRAILER);
        flush(copy, chunk, 0);
        copy.endCopy();
    }

    private void copyBatch(Connection connection, BatchPlan plan) throws SQLException {
        List<UUID> ids = plan.fresh().stream().map(it -> it.event().id()).toList();
        var leaves = new ByteBuilder(Hashes.SIZE * ids.size());
        plan.fresh().forEach(event -> leaves.write(event.leaf()));
        byte[] leafBytes = leaves.toByteArray();
        CopyIn copy = begin(connection, "ledger_batch (writer, number, ids, leaves, mac)");
        var row = new CopyBuffer(CHUNK_BYTES);
        row.write(CopyBuffer.HEADER);
        row.columns(5)
                .integer(plan.writer())
                .bigint(plan.number())
                .uuids(ids)
                .bytes(leafBytes)
                .bytes(mac.of(plan.writer(), plan.number(), ids, leafBytes));
        end(copy, row);
    }

    private static Array array(Connection connection, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}
