package io.auditdb.kernel.archive;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.archive.ColdEvents.Reads;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.EventMapper;
import io.auditdb.kernel.store.EventStatements;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Finds events wherever they are kept: in the event table, or in an archive. Safe for use by many threads. */
public final class StoredEvents {
    private final EventStatements statements;
    private final ColdEvents cold;

    /** Looks into the table first. */
    public StoredEvents(EventStatements statements, ColdEvents cold) {
        this.statements = statements;
        this.cold = cold;
    }

    /** Returns the same for other statements. */
    public StoredEvents on(EventStatements others) {
        return new StoredEvents(others, cold.on(others));
    }

    /**
     * Returns the event of this id.
     *
     * @param tenants where to look; empty for everywhere
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when several of these tenants have one; as {@link
     *     io.auditdb.api.storage.Archive} does
     */
    public Optional<EventColumns> find(Set<String> tenants, UUID id) {
        Reads pool = new Reads() {
            @Override
            public <R> R of(Function<EventMapper, R> statement) {
                return statements.read(statement);
            }
        };
        Optional<EventColumns> found = find(pool, tenants, id);
        // one that is put back between the two looks is in neither
        return found.isPresent() ? found : statements.find(tenants, id);
    }

    /** Returns the event of this id as a connection of the caller's sees it; otherwise as {@link #find(Set, UUID)}. */
    public Optional<EventColumns> find(Connection connection, Set<String> tenants, UUID id) {
        return find(on(connection), tenants, id);
    }

    private Optional<EventColumns> find(Reads read, Set<String> tenants, UUID id) {
        var found = new ArrayList<>(read.of(mapper -> EventStatements.find(mapper, tenants, id)));
        if (found.size() < 2 && (found.isEmpty() || tenants.size() != 1)) {
            cold.find(read, tenants, id).stream()
                    .filter(row -> found.stream().noneMatch(it -> it.tenant().equals(row.tenant())))
                    .toList()
                    .forEach(found::add);
        }
        return EventStatements.one(found);
    }

    /**
     * Returns the name of the archive that has an event.
     *
     * @throws AuditDbException {@code CONFLICT} when none has it now
     */
    public String archiveOf(String tenant, UUID id) {
        return cold.archiveOf(tenant, id)
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.CONFLICT, "The event is on its way to or from an archive; look again"));
    }

    /** Returns the events of one batch that are still there, by position. */
    public List<EventColumns> batch(Connection connection, int writer, long number, int count) {
        var rows = new ArrayList<>(statements.read(connection, mapper -> mapper.batch(writer, number)));
        if (rows.size() < count) {
            cold.batch(on(connection), writer, number).stream()
                    .filter(row -> rows.stream().noneMatch(it -> it.position() == row.position()))
                    .toList()
                    .forEach(rows::add);
        }
        return rows;
    }

    private Reads on(Connection connection) {
        return new Reads() {
            @Override
            public <R> R of(Function<EventMapper, R> statement) {
                return statements.read(connection, statement);
            }
        };
    }

    /** Returns the way to archived events. */
    public ColdEvents cold() {
        return cold;
    }
}
