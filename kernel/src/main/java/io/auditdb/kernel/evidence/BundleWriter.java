package io.auditdb.kernel.evidence;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.archive.ArchivedEvent;
import io.auditdb.kernel.archive.ColdLog;
import io.auditdb.kernel.ledger.storage.BatchKey;
import io.auditdb.kernel.ledger.storage.BatchPlaces;
import io.auditdb.kernel.ledger.storage.TileCache;
import io.auditdb.kernel.ledger.storage.TileNodes;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventFilter;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.verifier.EvidenceFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.ibatis.cursor.Cursor;

/** Writes one bundle, event by event. For one thread and one use. */
final class BundleWriter {
    private static final int CACHED_TILES = 64;
    private static final int EVENTS_PER_JOB = 1000;
    private static final long UNSEALED = -1;
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final Connection snapshot;
    private final EventStatements statements;
    private final Json json;
    private final Checkpoint checkpoint;
    private final Set<String> fields;
    private final OutputStream out;
    private final TileCache tiles = new TileCache(CACHED_TILES);
    private final SharedPaths paths;
    private TileNodes nodes;
    private BatchKey batch;
    private long firstLeaf;
    private long events;
    private long unsealed;

    BundleWriter(
            Connection snapshot,
            EventStatements statements,
            Json json,
            Checkpoint checkpoint,
            Set<String> fields,
            OutputStream out) {
        this.snapshot = snapshot;
        this.statements = statements;
        this.json = json;
        this.checkpoint = checkpoint;
        this.fields = fields;
        this.out = out;
        this.paths = new SharedPaths(checkpoint.size());
    }

    /** Writes what the filter selects of the event table, and what is archived of it, in the order of the log. */
    void write(EventFilter filter, ColdLog archived) throws IOException, SQLException {
        line(object("format", EvidenceFormat.BUNDLE, "checkpoint", checkpoint.note()));
        try (Cursor<EventColumns> rows = statements.read(snapshot, mapper -> mapper.inLogOrder(filter))) {
            for (EventColumns row : rows) {
                long first = firstLeaf(row);
                if (first == UNSEALED) {
                    archivedUpTo(archived, Long.MAX_VALUE);
                    unsealed(row);
                } else {
                    archivedUpTo(archived, first + row.position());
                    event(row, first + row.position());
                }
            }
        }
        archivedUpTo(archived, Long.MAX_VALUE);
        line(object("events", events, "unsealed", unsealed));
    }

    /** An event that is in both places is written from the table. */
    private void archivedUpTo(ColdLog archived, long leaf) throws IOException, SQLException {
        for (ArchivedEvent next = archived.peek(); next != null && next.leaf() <= leaf; next = archived.peek()) {
            archived.take();
            if (next.leaf() < leaf) {
                event(next.row(), next.leaf());
            }
        }
    }

    private void event(EventColumns row, long index) throws IOException {
        if (events++ % EVENTS_PER_JOB == 0) {
            nodes = new TileNodes(snapshot, checkpoint.size(), tiles); // it keeps every tile it has seen
        }
        line(object(
                "index", index,
                "leaf", BASE64.encodeToString(nodes.hash(0, index)),
                "path",
                        paths.of(index, nodes).stream()
                                .map(BASE64::encodeToString)
                                .toList(),
                "entry", entry(row),
                "disclosures", EvidenceService.shown(row.disclosures(json), fields)));
    }

    private String entry(EventColumns row) {
        try {
            return new String(row.entry(json).bytes(), StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            throw new AuditDbException(
                    StandardErrorCode.INTEGRITY_VIOLATION,
                    "The row of event " + row.id() + " is not what the platform wrote",
                    e);
        }
    }

    private void unsealed(EventColumns row) throws IOException {
        unsealed++;
        line(object("unsealed", row.id().toString(), "tenant", row.tenant()));
    }

    /** Rows come batch by batch. */
    private long firstLeaf(EventColumns row) throws SQLException {
        var key = new BatchKey(row.writer(), row.batch());
        if (!key.equals(batch)) {
            batch = key;
            firstLeaf = BatchPlaces.firstLeaf(snapshot, key).orElse(UNSEALED);
        }
        return firstLeaf;
    }

    private void line(Object value) throws IOException {
        json.write(value, out);
        out.write('\n');
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
