package io.auditdb.kernel.evidence;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.archive.ColdLog;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.event.Disclosure;
import io.auditdb.kernel.event.Disclosures;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.SealWatch;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.ledger.storage.LedgerTables;
import io.auditdb.kernel.query.EventReads;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventFilter;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import io.auditdb.kernel.verifier.EvidenceFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Evidence as the host itself may hand it out. */
public final class EvidenceService implements Evidence {
    private final Store store;
    private final EventStatements statements;
    private final StoredEvents events;
    private final EventReads reads;
    private final Ledger ledger;
    private final SealWatch seals;
    private final RemovedEvents removed;
    private final Json json;
    private final SystemLog systemLog;
    private final EvidenceSettings settings;
    private final SqlErrors errors = new SqlErrors();

    /** Takes rows from the store and proofs from the ledger. */
    public EvidenceService(
            Store store,
            EventStatements statements,
            StoredEvents events,
            EventReads reads,
            Ledger ledger,
            SealWatch seals,
            RemovedEvents removed,
            Json json,
            SystemLog systemLog,
            EvidenceSettings settings) {
        this.store = store;
        this.statements = statements;
        this.events = events;
        this.reads = reads;
        this.ledger = ledger;
        this.seals = seals;
        this.removed = removed;
        this.json = json;
        this.systemLog = systemLog;
        this.settings = settings;
    }

    @Override
    public Evidence as(Access access) {
        return new RestrictedEvidence(this, access, systemLog);
    }

    @Override
    public Optional<String> disclosure(String tenant, UUID id, Set<String> fields) {
        return disclosure(event(tenant == null ? Set.of() : Set.of(tenant), id), fields);
    }

    EventColumns event(Set<String> tenants, UUID id) {
        return events.find(tenants, id).orElseThrow(() -> removed.notFound(store, tenants, id));
    }

    Optional<String> disclosure(EventColumns row, Set<String> fields) {
        List<String> chosen = chosen(row.disclosures(json), fields);
        return ledger.proof(row.tenant(), row.id()).map(proof -> {
            var document = new LinkedHashMap<String, Object>();
            document.put("format", EvidenceFormat.DISCLOSURE);
            document.put("entry", new String(row.entry(json).bytes(), StandardCharsets.UTF_8));
            document.put("disclosures", chosen);
            document.put("proof", proof.text());
            return json.write(document);
        });
    }

    private static List<String> chosen(Disclosures present, Set<String> fields) {
        List<Fault> faults = new TreeSet<>(fields)
                .stream()
                        .filter(field ->
                                !field.equals(ALL_FIELDS) && !present.names().contains(field))
                        .map(field -> new Fault("fields", field + " is not a personal field that this event has"))
                        .toList();
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "Nothing is disclosed", faults);
        }
        return shown(present, fields);
    }

    /** Returns the disclosures of those fields that are there. */
    static List<String> shown(Disclosures present, Set<String> fields) {
        boolean all = fields.contains(ALL_FIELDS);
        return present.all().stream()
                .filter(field -> all || fields.contains(field.name()))
                .map(Disclosure::text)
                .toList();
    }

    @Override
    public void bundle(EventQuery query, Set<String> fields, OutputStream out) throws IOException {
        EventFilter filter = reads.selection(query);
        seals.awaitStored(settings.sealWait()); // what is not sealed then is only listed
        try (Connection connection = store.openWriter()) {
            connection.setReadOnly(true);
            // one snapshot, so that rows, their places and the checkpoint belong together
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            Checkpoint checkpoint = LedgerTables.newestCheckpoint(connection, "")
                    .orElseThrow(
                            () -> new AuditDbException(StandardErrorCode.NOT_SEALED, "The log has no checkpoint yet"));
            try (ColdLog archived = events.cold().log(connection, query)) {
                new BundleWriter(connection, statements, json, checkpoint, fields, out).write(filter, archived);
            }
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }
}
