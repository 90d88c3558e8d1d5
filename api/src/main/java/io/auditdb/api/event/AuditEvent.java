package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

import java.time.OffsetDateTime;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who did what to whose data, when, why and with what result: one piece of evidence, as the application states it.
 * Immutable and safe to share between threads. Building one does not judge it: what is missing or impossible is reported
 * by the append, with every fault at once.
 *
 * <p>Strings are kept exactly as given. {@link #details()} holds JSON values as described in {@link
 * io.auditdb.api.json.Json}.
 */
public final class AuditEvent {
    private final UUID id;
    private final OffsetDateTime occurredAt;
    private final String tenant;
    private final String action;
    private final Status status;
    private final Principal principal;
    private final Subject subject;
    private final Target target;
    private final String purpose;
    private final String outcome;
    private final String correlationId;
    private final Session session;
    private final String source;
    private final Classification classification;
    private final String retentionPolicy;
    private final Details details;

    private AuditEvent(Builder builder) {
        this.id = builder.id;
        this.occurredAt = builder.occurredAt;
        this.tenant = builder.tenant;
        this.action = builder.action;
        this.status = builder.status;
        this.principal = builder.principal;
        this.subject = builder.subject;
        this.target = builder.target;
        this.purpose = builder.purpose;
        this.outcome = builder.outcome;
        this.correlationId = builder.correlationId;
        this.session = builder.session;
        this.source = builder.source;
        this.classification = builder.classification;
        this.retentionPolicy = builder.retentionPolicy;
        this.details = builder.frozenDetails();
    }

    /** Starts an empty event. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a copy of this event, to be changed before it is built. */
    public Builder toBuilder() {
        return new Builder()
                .id(id)
                .occurredAt(occurredAt)
                .tenant(tenant)
                .action(action)
                .status(status)
                .principal(principal)
                .subject(subject)
                .target(target)
                .purpose(purpose)
                .outcome(outcome)
                .correlationId(correlationId)
                .session(session)
                .source(source)
                .classification(classification)
                .retentionPolicy(retentionPolicy)
                .details(details);
    }

    /** Returns the id, unique within the tenant for ever; null until the platform has given one. */
    public UUID id() {
        return id;
    }

    /** Returns when it happened, at microsecond precision, with the offset of the recorder's clock; null if not set. */
    public OffsetDateTime occurredAt() {
        return occurredAt;
    }

    /** Returns the organisation the event belongs to; null if not set. */
    public String tenant() {
        return tenant;
    }

    /** Returns what was done, in dotted lower case by custom, for example {@code fhir.patient.read}; null if not set. */
    public String action() {
        return action;
    }

    /** Returns how it ended; null if not set. */
    public Status status() {
        return status;
    }

    /** Returns who acted. */
    public Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    /** Returns whose data it was. */
    public Optional<Subject> subject() {
        return Optional.ofNullable(subject);
    }

    /** Returns what it was done to. */
    public Optional<Target> target() {
        return Optional.ofNullable(target);
    }

    /** Returns why it was done, for example {@code TREATMENT} from HL7's PurposeOfUse. */
    public Optional<String> purpose() {
        return Optional.ofNullable(purpose);
    }

    /** Returns the result in words; personal data. */
    public Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Returns what ties this event to others of the same request or process. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    /** Returns where the principal acted from. */
    public Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    /** Returns the system that recorded the event. */
    public Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /** Returns how sensitive the data is; the platform stores {@link Classification#INTERNAL} when nothing is said. */
    public Optional<Classification> classification() {
        return Optional.ofNullable(classification);
    }

    /** Returns the name of the retention policy the event asks for. */
    public Optional<String> retentionPolicy() {
        return Optional.ofNullable(retentionPolicy);
    }

    /** Returns everything else as a JSON object, unmodifiable, in the order given; empty when there is nothing. */
    public Map<String, Object> details() {
        return details;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditEvent that
                && Objects.equals(id, that.id)
                && Objects.equals(occurredAt, that.occurredAt)
                && Objects.equals(tenant, that.tenant)
                && Objects.equals(action, that.action)
                && status == that.status
                && Objects.equals(principal, that.principal)
                && Objects.equals(subject, that.subject)
                && Objects.equals(target, that.target)
                && Objects.equals(purpose, that.purpose)
                && Objects.equals(outcome, that.outcome)
                && Objects.equals(correlationId, that.correlationId)
                && Objects.equals(session, that.session)
                && Objects.equals(source, that.source)
                && classification == that.classification
                && Objects.equals(retentionPolicy, that.retentionPolicy)
                && details.equals(that.details);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, occurredAt, tenant, action);
    }

    /** Returns tenant, id, action and status: nothing personal, fit for a log line. */
    @Override
    public String toString() {
        return "AuditEvent[tenant=" + tenant + ", id=" + id + ", action=" + action + ", status=" + status + "]";
    }

    /** Details that do not change any more, so that several events may have the same ones. */
    private static final class Details extends AbstractMap<String, Object> {
        private static final Details NONE = new Details(Map.of());

        private final Map<String, Object> members;

        private Details(Map<String, Object> members) {
            this.members = Collections.unmodifiableMap(members);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return members.entrySet();
        }

        @Override
        public int size() {
            return members.size();
        }

        @Override
        public boolean containsKey(Object name) {
            return members.containsKey(name);
        }

        @Override
        public Object get(Object name) {
            return members.get(name);
        }
    }

    /** Collects the parts of an event. Not safe for use by several threads; may be used again after {@link #build()}. */
    public static final class Builder {
        private UUID id;
        private OffsetDateTime occurredAt;
        private String tenant;
        private String action;
        private Status status;
        private Principal principal;
        private Subject subject;
        private Target target;
        private String purpose;
        private String outcome;
        private String correlationId;
        private Session session;
        private String source;
        private Classification classification;
        private String retentionPolicy;
        private Map<String, Object> details = Details.NONE;

        private Builder() {}

        /** Sets the id; null lets the platform make one. Give one to be able to repeat an append safely. */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /**
         * Sets when it happened. A clock may be finer than the microseconds that are kept, and finer digits are refused
         * by default; {@code OffsetDateTime.now().truncatedTo(ChronoUnit.MICROS)} fits.
         */
        public Builder occurredAt(OffsetDateTime occurredAt) {
            this.occurredAt = occurredAt;
            return this;
        }

        /** Sets the organisation. */
        public Builder tenant(String tenant) {
            this.tenant = tenant;
            return this;
        }

        /** Sets what was done. */
        public Builder action(String action) {
            this.action = action;
            return this;
        }

        /** Sets how it ended. */
        public Builder status(Status status) {
            this.status = status;
            return this;
        }

        /** Sets who acted; null for nobody known. */
        public Builder principal(Principal principal) {
            this.principal = principal;
            return this;
        }

        /** Sets whose data it was; null for nobody's. */
        public Builder subject(Subject subject) {
            this.subject = subject;
            return this;
        }

        /** Sets what it was done to; null for nothing in particular. */
        public Builder target(Target target) {
            this.target = target;
            return this;
        }

        /** Sets why it was done; may be null. */
        public Builder purpose(String purpose) {
            this.purpose = purpose;
            return this;
        }

        /** Sets the result in words; may be null. */
        public Builder outcome(String outcome) {
            this.outcome = outcome;
            return this;
        }

        /** Sets what ties this event to others; may be null. */
        public Builder correlationId(String correlationId) {
            this.correlationId = correlationId;
            return this;
        }

        /** Sets where the principal acted from; may be null. */
        public Builder session(Session session) {
            this.session = session;
            return this;
        }

        /** Sets the system that recorded the event; may be null. */
        public Builder source(String source) {
            this.source = source;
            return this;
        }

        /** Sets how sensitive the data is; null for the default. */
        public Builder classification(Classification classification) {
            this.classification = classification;
            return this;
        }

        /** Sets the retention policy by name; null for the default. */
        public Builder retentionPolicy(String retentionPolicy) {
            this.retentionPolicy = retentionPolicy;
            return this;
        }

        /** Replaces the details by a copy of this JSON object; those of another event are not copied. */
        public Builder details(Map<String, ?> details) {
            this.details = details instanceof Details frozen ? frozen : new LinkedHashMap<>(details);
            return this;
        }

        /** Adds or replaces one member of the details; {@code value} is a JSON value, null included. */
        public Builder detail(String name, Object value) {
            requireNonNull(name, "name is null");
            if (details instanceof Details) {
                details = new LinkedHashMap<>(details);
            }
            details.put(name, value);
            return this;
        }

        private Details frozenDetails() {
            Details frozen = details instanceof Details already ? already : new Details(details);
            details = frozen;
            return frozen;
        }

        /** Builds the event; nothing is checked here. */
        public AuditEvent build() {
            return new AuditEvent(this);
        }
    }
}
