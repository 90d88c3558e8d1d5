package io.auditdb.kernel.quarantine;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.Transactions;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Input that waits for a decision, in a table that only the maintaining role reaches. What is kept and what is decided is on
 * record in the same transaction. Safe for use by many threads.
 */
public final class QuarantineService implements Quarantine {
    private static final int MOST_LISTED = 1000;
    private static final int MOST_FAULTS = 20;
    /** How many are stored at once; packed input may hold any number. */
    private static final int MOST_RECORDS = 1000;

    private final Transactions transactions;
    private final SystemRecords records;
    private final AuditDatabase database;
    private final Supplier<Set<Codec>> codecs;
    private final QuarantineSettings settings;
    private final Clock clock;
    private final QuarantineTable table;
    private final AccessGuard guard = new AccessGuard();

    /** {@code codecs} are those that are active when input is read again. */
    public QuarantineService(
            Transactions transactions,
            SystemRecords records,
            AuditDatabase database,
            Supplier<Set<Codec>> codecs,
            Json json,
            QuarantineSettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.records = records;
        this.database = database;
        this.codecs = codecs;
        this.settings = settings;
        this.clock = clock;
        this.table = new QuarantineTable(json);
    }

    @Override
    public UUID keep(String tenant, String format, String origin, byte[] content, List<Fault> faults) {
        if (content.length > settings.maxContent().bytes()) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE,
                    "The input has " + content.length + " bytes; at most " + settings.maxContent()
                            + " are kept (quarantine.max-content)");
        }
        var input = new QuarantinedInput(
                UUID.randomUUID(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                tenant,
                format,
                origin,
                content.length,
                Optional.empty(),
                faults.stream().limit(MOST_FAULTS).toList());
        transactions.transaction(connection -> {
            if (!table.insert(connection, input, content, settings.maxItems())) {
                throw new AuditDbException(
                        StandardErrorCode.OVERLOADED,
                        settings.maxItems() + " inputs are in quarantine, and no more are kept (quarantine.max-items)");
            }
            record(connection, AuditDatabase.SYSTEM_TENANT, "quarantine.keep", input, content, Map.of());
            return null;
        });
        records.committed();
        return input.id();
    }

    @Override
    public List<QuarantinedInput> list(Access by, int limit) {
        guard.require(by, Right.READ);
        return transactions.transaction(
                connection -> table.list(connection, by.tenants(), Math.min(limit, MOST_LISTED)));
    }

    @Override
    public QuarantinedInput find(Access by, UUID id) {
        guard.require(by, Right.READ);
        QuarantinedInput found = found(by, id);
        records.record(by.principal(), "quarantine.read", target(found), Map.of("tenant", found.tenant()));
        return found;
    }

    private QuarantinedInput found(Access by, UUID id) {
        return transactions
                .transaction(connection -> table.find(connection, by.tenants(), id))
                .orElseThrow(QuarantineService::absent);
    }

    private static AuditDbException absent() {
        return new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no input of this id in quarantine");
    }

    @Override
    public List<Appended> release(Access by, UUID id) {
        guard.require(by, Right.APPEND);
        QuarantinedInput input = found(by, id);
        byte[] content = transactions.transaction(connection -> table.content(connection, id));
        if (content == null) {
            throw absent();
        }
        List<AuditEvent> events = events(input, content);
        List<Appended> appended = database.as(by).append(events);
        end(by, input, content, "quarantine.release", Map.of("events", appended.size()));
        return appended;
    }

    private List<AuditEvent> events(QuarantinedInput input, byte[] content) {
        Codec codec = codecs.get().stream()
                .filter(it -> it.format().equals(input.format()))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.SERVICE_UNAVAILABLE, "No active plugin reads the format " + input.format()));
        var events = new ArrayList<AuditEvent>();
        var faults = new ArrayList<Fault>();
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(content), input.tenant())) {
            records.limit(MOST_RECORDS + 1L).forEach(it -> {
                faults.addAll(it.faults());
                Optional.ofNullable(it.event()).ifPresent(events::add);
            });
        }
        if (events.size() + faults.size() > MOST_RECORDS) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE, "It holds more than " + MOST_RECORDS + " records; nothing was stored");
        }
        if (!faults.isEmpty() || events.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_EVENT,
                    "It still cannot be read; nothing was stored",
                    faults.isEmpty() ? List.of(new Fault("", "holds no event")) : faults);
        }
        return events;
    }

    @Override
    public void discard(Access by, UUID id, String reason) {
        guard.require(by, Right.ADMIN);
        if (reason == null || reason.isBlank()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "It is not discarded without a reason",
                    List.of(new Fault("/reason", "is missing")));
        }
        QuarantinedInput input = found(by, id);
        byte[] content = transactions.transaction(connection -> table.content(connection, id));
        if (content == null) {
            throw absent();
        }
        end(by, input, content, "quarantine.discard", Map.of("reason", reason));
    }

    private void end(Access by, QuarantinedInput input, byte[] content, String action, Map<String, Object> decision) {
        transactions.transaction(connection -> {
            if (table.delete(connection, input.id())) { // else somebody else has just decided
                record(connection, by.principal(), action, input, content, decision);
            }
            return null;
        });
        records.committed();
    }

    private void record(
            Connection connection,
            String principal,
            String action,
            QuarantinedInput input,
            byte[] content,
            Map<String, Object> more) {
        var details = new LinkedHashMap<String, Object>();
        details.put("tenant", input.tenant());
        details.put("format", input.format());
        details.put("origin", input.origin());
        details.put("bytes", content.length);
        details.put("sha256", sha256(content));
        details.put("faults", input.faults().size());
        details.putAll(more);
        records.record(connection, principal, action, target(input), details);
    }

    private static Target target(QuarantinedInput input) {
        return new Target("quarantine", input.id().toString());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns how many inputs wait. */
    long waiting() {
        return transactions.transaction(table::count);
    }
}
