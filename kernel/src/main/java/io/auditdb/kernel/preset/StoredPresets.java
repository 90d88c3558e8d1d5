package io.auditdb.kernel.preset;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventPresets;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.event.PresetDefinition;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presets of the database, read now and then, because each event is asked about; while the database is away those that are
 * known stay in force. Safe for use by many threads.
 */
public final class StoredPresets implements EventPresets, EventPreset, EventValidator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredPresets.class);
    private static final int MOST_TEXT = 1000;
    private static final int MOST_NAME = 255;
    private static final long JOIN_MILLIS = 5_000;

    private final Transactions transactions;
    private final SystemRecords records;
    private final PresetSettings settings;
    private final PresetTable table;
    private final AccessGuard guard = new AccessGuard();
    private final Thread reader = new Thread(this::read, "audit-db-presets");
    private volatile PresetBook book = PresetBook.EMPTY;
    private volatile boolean failing;

    /** Begins with none; {@link #start} reads them. */
    public StoredPresets(Transactions transactions, SystemRecords records, Json json, PresetSettings settings) {
        this.transactions = transactions;
        this.records = records;
        this.settings = settings;
        this.table = new PresetTable(json);
    }

    /** Reads them, and goes on doing so. */
    public void start() {
        refresh();
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            while (true) {
                Thread.sleep(settings.refresh().toMillis());
                refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One at a time, so that what was read later is what stays. */
    private synchronized void refresh() {
        try {
            List<PresetDefinition> found = transactions.transaction(table::list);
            if (!found.equals(book.all())) {
                book = new PresetBook(found);
                LOG.info("{} presets are in force", found.size());
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn("The presets could not be read; those known stay in force", e);
            }
        }
    }

    @Override
    public AuditEvent fill(AuditEvent event) {
        return book.fill(event);
    }

    @Override
    public List<Fault> validate(AuditEvent event) {
        return book.missing(event);
    }

    @Override
    public List<PresetDefinition> list(Access by) {
        guard.require(by, Right.OPERATE);
        return transactions.transaction(table::list).stream()
                .filter(it -> it.tenant().equals(PresetDefinition.EVERY_TENANT) || by.covers(it.tenant()))
                .toList();
    }

    @Override
    public void put(Access by, PresetDefinition preset) {
        requireChange(by, preset.tenant());
        List<Fault> faults = faults(preset);
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The preset cannot be used", faults);
        }
        transactions.transaction(connection -> {
            if (!table.put(connection, preset, settings.max())) {
                throw new AuditDbException(
                        StandardErrorCode.OVERLOADED,
                        "There are " + settings.max() + " presets already (event-presets.max)");
            }
            records.record(
                    connection,
                    by.principal(),
                    "preset.put",
                    target(preset.tenant(), preset.name()),
                    Map.of(
                            "action", preset.action(),
                            "defaults", preset.defaults(),
                            "required", preset.required()));
            return null;
        });
        records.committed();
        refresh();
    }

    @Override
    public boolean remove(Access by, String tenant, String name) {
        requireChange(by, tenant);
        boolean removed = transactions.transaction(connection -> {
            boolean isThere = table.delete(connection, tenant, name);
            if (isThere) {
                records.record(connection, by.principal(), "preset.remove", target(tenant, name), Map.of());
            }
            return isThere;
        });
        records.committed();
        refresh();
        return removed;
    }

    private static Target target(String tenant, String name) {
        return new Target("preset", tenant + "/" + name);
    }

    /** Who has some tenants only does not decide for all. */
    private void requireChange(Access by, String tenant) {
        guard.require(by, Right.OPERATE);
        boolean mayAll = by.tenants().isEmpty();
        if (!mayAll && tenant.equals(PresetDefinition.EVERY_TENANT)) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN, "A preset for every tenant needs a token for every tenant");
        }
        if (!tenant.equals(PresetDefinition.EVERY_TENANT)) {
            guard.require(by, Right.OPERATE, tenant);
        }
    }

    private static List<Fault> faults(PresetDefinition preset) {
        var faults = new ArrayList<Fault>();
        text(faults, "/name", preset.name(), MOST_NAME);
        text(faults, "/tenant", preset.tenant(), MOST_NAME);
        text(faults, "/action", preset.action(), MOST_NAME);
        if (preset.description().length() > MOST_TEXT) {
            faults.add(new Fault("/description", "is longer than " + MOST_TEXT + " characters"));
        }
        if (preset.tenant().equals(AuditDatabase.SYSTEM_TENANT)) {
            faults.add(new Fault("/tenant", "is the platform's own, whose events have no presets"));
        }
        preset.defaults().forEach((member, value) -> {
            if (!PresetMembers.FILLED.contains(member)) {
                faults.add(new Fault(
                        "/defaults/" + member, "cannot be filled in; only " + String.join(", ", PresetMembers.FILLED)));
            } else if (member.equals("classification") && !PresetMembers.isClassification(value)) {
                faults.add(new Fault("/defaults/classification", "must be PUBLIC, INTERNAL, CONFIDENTIAL or PHI"));
            } else {
                text(faults, "/defaults/" + member, value, MOST_NAME);
            }
        });
        for (int i = 0; i < preset.required().size(); i++) {
            if (!PresetMembers.canBeRequired(preset.required().get(i))) {
                faults.add(new Fault(
                        "/required/" + i,
                        "must be details. and a name, or one of " + String.join(", ", PresetMembers.ASKED_FOR)));
            }
        }
        return faults;
    }

    private static void text(List<Fault> faults, String path, String value, int longest) {
        if (value.isBlank() || value.length() > longest || value.indexOf(0) >= 0) {
            faults.add(new Fault(path, "must have 1 to " + longest + " characters"));
        }
    }

    @Override
    public void close() throws InterruptedException {
        reader.interrupt();
        reader.join(JOIN_MILLIS);
    }
}
