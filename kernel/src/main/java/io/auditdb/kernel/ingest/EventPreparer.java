package io.auditdb.kernel.ingest;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.event.EntryMaker;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.event.EventRules;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.event.LedgerEntry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes events ready to be stored, in the caller's thread: defaults, checks, entry, leaf and row. Safe for use by many
 * threads.
 */
final class EventPreparer {
    private static final String EXACT_TIME = "occurredAtExact";

    private final EventRules rules;
    private final EventSettings settings;
    private final Json json;
    private final Clock clock;
    private final Supplier<? extends Iterable<EventPreset>> presets;
    private final Supplier<? extends Iterable<EventValidator>> validators;
    private final SecureRandom random = new SecureRandom();
    private final TimeOrderedIds ids;

    EventPreparer(
            EventSettings settings,
            Json json,
            Clock clock,
            Supplier<? extends Iterable<EventPreset>> presets,
            Supplier<? extends Iterable<EventValidator>> validators) {
        this.rules = new EventRules(settings, clock);
        this.settings = settings;
        this.json = json;
        this.clock = clock;
        this.presets = presets;
        this.validators = validators;
        this.ids = new TimeOrderedIds(random, clock);
    }

    /** Prepares all events, or throws with every fault of every event. */
    List<PreparedEvent> prepare(List<AuditEvent> events) {
        var prepared = new ArrayList<PreparedEvent>(events.size());
        var faults = new ArrayList<Fault>();
        var invalid = false;
        var encoder = new Encoder();
        byte[] secrets = secrets(events.size());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (int i = 0; i < events.size(); i++) {
            AuditEvent event = complete(events.get(i));
            List<Fault> found = check(event, isOfPlatform(events.get(i)));
            if (!found.isEmpty()) {
                String place = place(events, i);
                found.forEach(fault -> faults.add(fault.below(place)));
                invalid = true;
                continue;
            }
            PreparedEvent one = encoder.encode(event, now, secret(secrets, i));
            if (encoder.entryBytes() > LedgerEntry.MAX_BYTES) {
                faults.add(new Fault(
                        place(events, i),
                        "makes a ledger entry of " + encoder.entryBytes() + " bytes; at most " + LedgerEntry.MAX_BYTES
                                + " fit: give details fewer top-level members"));
                continue;
            }
            prepared.add(one);
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    invalid ? StandardErrorCode.INVALID_EVENT : StandardErrorCode.TOO_LARGE,
                    events.size() == 1
                            ? "The event cannot be accepted"
                            : "The events cannot be accepted; none is stored",
                    faults);
        }
        return prepared;
    }

    /** Prepares events that were accepted before, and are not judged again. */
    List<PreparedEvent> encode(List<AcceptedEvent> events) {
        var prepared = new ArrayList<PreparedEvent>(events.size());
        var encoder = new Encoder();
        byte[] secrets = secrets(events.size());
        for (int i = 0; i < events.size(); i++) {
            AcceptedEvent accepted = events.get(i);
            prepared.add(encoder.encode(accepted.event(), accepted.recordedAt(), secret(secrets, i)));
        }
        return prepared;
    }

    private static String place(List<AuditEvent> events, int index) {
        return events.size() == 1 ? "" : "/" + index;
    }

    private AuditEvent complete(AuditEvent event) {
        AuditEvent filled = event;
        if (!isOfPlatform(event)) {
            for (EventPreset preset : presets.get()) {
                filled = preset.fill(filled);
            }
        }
        OffsetDateTime time = filled.occurredAt();
        boolean tooFine = time != null && time.getNano() % 1000 != 0 && mayKeepExactTime(filled);
        if (filled.id() != null && filled.classification().isPresent() && !tooFine) {
            return filled;
        }
        AuditEvent.Builder builder = filled.toBuilder();
        if (filled.id() == null) {
            builder.id(ids.next());
        }
        if (filled.classification().isEmpty()) {
            builder.classification(Classification.INTERNAL);
        }
        if (tooFine) {
            builder.occurredAt(time.truncatedTo(ChronoUnit.MICROS));
            builder.detail(EXACT_TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        }
        return builder.build();
    }

    /** What the application itself says under that name is evidence, and is not overwritten. */
    private boolean mayKeepExactTime(AuditEvent event) {
        return settings.finerDigits() == EventSettings.FinerDigits.DETAILS
                && !event.details().containsKey(EXACT_TIME);
    }

    private List<Fault> check(AuditEvent event, boolean ofPlatform) {
        List<Fault> faults = rules.check(event);
        if (!ofPlatform && isOfPlatform(event)) {
            faults.add(new Fault("/tenant", "is the platform's own, and was filled in"));
        }
        if (faults.isEmpty() && !ofPlatform) {
            for (EventValidator validator : validators.get()) {
                faults.addAll(validator.validate(event));
            }
        }
        return faults;
    }

    /** What the platform itself records is complete, and no plugin may keep it from being recorded. */
    private static boolean isOfPlatform(AuditEvent event) {
        return AuditDatabase.SYSTEM_TENANT.equals(event.tenant());
    }

    private byte[] secrets(int events) {
        byte[] secrets = new byte[events * LedgerEntry.SECRET_BYTES];
        random.nextBytes(secrets);
        return secrets;
    }

    private static byte[] secret(byte[] secrets, int index) {
        byte[] secret = new byte[LedgerEntry.SECRET_BYTES];
        System.arraycopy(secrets, index * LedgerEntry.SECRET_BYTES, secret, 0, LedgerEntry.SECRET_BYTES);
        return secret;
    }

    /** Computes leaf and row; keeps its buffers from event to event. For one thread. */
    private final class Encoder {
        private final EntryMaker entries = new EntryMaker();
        private final ByteBuilder text = new ByteBuilder(512);

        PreparedEvent encode(AuditEvent event, Instant recordedAt, byte[] secret) {
            EventFields fields = EventFields.of(event, recordedAt);
            byte[] leaf = entries.leaf(fields, secret);
            return new PreparedEvent(event, recordedAt, leaf, EventRow.encode(fields, secret, details(event, fields)));
        }

        /** Returns the size of the last event's entry. */
        int entryBytes() {
            return entries.size();
        }

        /** Returns the text that the database gets, or null; numbers keep the digits they were given. */
        private byte[] details(AuditEvent event, EventFields fields) {
            if (event.details().isEmpty()) {
                return null;
            }
            text.reset();
            text.write('{');
            Iterator<EventFields.Member> members = fields.details().iterator();
            for (Object value : event.details().values()) {
                EventFields.Member member = members.next();
                member.name().quoteTo(text);
                text.write(':');
                if (value == null || value instanceof String || value instanceof Boolean) {
                    member.value().writeTo(text); // there is one way to write these
                } else if (value instanceof Long || value instanceof Integer) {
                    text.ascii(value.toString());
                } else {
                    json.write(value, text);
                }
                text.write(members.hasNext() ? ',' : '}');
            }
            return text.toByteArray();
        }
    }
}
