package io.auditdb.api.query;

import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a reader asks for. Every filter narrows; an absent one does not. Immutable and safe to share.
 *
 * <p>Results come newest first by (occurredAt, id). {@code action} may hold {@code *} for any run of characters; all
 * other filters compare whole values, case included.
 */
public final class EventQuery {
    /** How many events a page holds when nothing is said. */
    public static final int DEFAULT_LIMIT = 100;

    private final Builder parts;

    private EventQuery(Builder parts) {
        this.parts = parts;
    }

    /** Starts a query that asks for everything. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a copy of this query. */
    public Builder toBuilder() {
        return new Builder(parts);
    }

    /** Returns the tenants to read; empty means all that the caller may read. */
    public Set<String> tenants() {
        return parts.tenants;
    }

    /** Returns the earliest occurredAt, inclusive. */
    public Optional<Instant> from() {
        return Optional.ofNullable(parts.from);
    }

    /** Returns the end of occurredAt, exclusive. */
    public Optional<Instant> to() {
        return Optional.ofNullable(parts.to);
    }

    /** Returns the id of who acted. */
    public Optional<String> principal() {
        return Optional.ofNullable(parts.principal);
    }

    /** Returns the id of whose data it was. */
    public Optional<String> subject() {
        return Optional.ofNullable(parts.subject);
    }

    /** Returns the action, with {@code *} for any run of characters. */
    public Optional<String> action() {
        return Optional.ofNullable(parts.action);
    }

    /** Returns the type of what it was done to. */
    public Optional<String> targetType() {
        return Optional.ofNullable(parts.targetType);
    }

    /** Returns the id of what it was done to. */
    public Optional<String> targetId() {
        return Optional.ofNullable(parts.targetId);
    }

    /** Returns how it ended. */
    public Optional<Status> status() {
        return Optional.ofNullable(parts.status);
    }

    /** Returns how sensitive the data is. */
    public Optional<Classification> classification() {
        return Optional.ofNullable(parts.classification);
    }

    /** Returns what ties events together. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(parts.correlationId);
    }

    /** Returns words that must all occur in the details. */
    public Optional<String> text() {
        return Optional.ofNullable(parts.text);
    }

    /** Returns the largest number of events per page. */
    public int limit() {
        return parts.limit;
    }

    /** Returns where the last page ended, as {@link EventPage#next()} gave it. */
    public Optional<String> cursor() {
        return Optional.ofNullable(parts.cursor);
    }

    /** Returns how fresh the answer has to be; when nothing was said, session if {@link #after()} is set, else eventual. */
    public Consistency consistency() {
        if (parts.consistency != null) {
            return parts.consistency;
        }
        return parts.after == null ? Consistency.EVENTUAL : Consistency.SESSION;
    }

    /** Returns the receipt that the answer has to include. */
    public Optional<Receipt> after() {
        return Optional.ofNullable(parts.after);
    }

    /** Returns the largest lag for {@link Consistency#BOUNDED}. */
    public Optional<Duration> maxLag() {
        return Optional.ofNullable(parts.maxLag);
    }

    /** Returns what kind of work the read belongs to. */
    public Workload workload() {
        return parts.workload;
    }

    /** Collects the parts of a query. Not safe for use by several threads. */
    public static final class Builder {
        private Set<String> tenants = Set.of();
        private Instant from;
        private Instant to;
        private String principal;
        private String subject;
        private String action;
        private String targetType;
        private String targetId;
        private Status status;
        private Classification classification;
        private String correlationId;
        private String text;
        private int limit = DEFAULT_LIMIT;
        private String cursor;
        private Consistency consistency;
        private Receipt after;
        private Duration maxLag;
        private Workload workload = Workload.INTERACTIVE;

        private Builder() {}

        private Builder(Builder other) {
            this.tenants = other.tenants;
            this.from = other.from;
            this.to = other.to;
            this.principal = other.principal;
            this.subject = other.subject;
            this.action = other.action;
            this.targetType = other.targetType;
            this.targetId = other.targetId;
            this.status = other.status;
            this.classification = other.classification;
            this.correlationId = other.correlationId;
            this.text = other.text;
            this.limit = other.limit;
            this.cursor = other.cursor;
            this.consistency = other.consistency;
            this.after = other.after;
            this.maxLag = other.maxLag;
            this.workload = other.workload;
        }

        /** Restricts to these tenants; the set is copied. */
        public Builder tenants(Set<String> tenants) {
            this.tenants = Set.copyOf(tenants);
            return this;
        }

        /** Restricts to one tenant. */
        public Builder tenant(String tenant) {
            return tenants(Set.of(tenant));
        }

        /** Restricts to occurredAt at or after this instant. */
        public Builder from(Instant from) {
            this.from = from;
            return this;
        }

        /** Restricts to occurredAt before this instant. */
        public Builder to(Instant to) {
            this.to = to;
            return this;
        }

        /** Restricts to one actor, by id. */
        public Builder principal(String principal) {
            this.principal = principal;
            return this;
        }

        /** Restricts to one data subject, by id. */
        public Builder subject(String subject) {
            this.subject = subject;
            return this;
        }

        /** Restricts to actions that match, {@code *} standing for any run of characters. */
        public Builder action(String action) {
            this.action = action;
            return this;
        }

        /** Restricts to one type of target. */
        public Builder targetType(String targetType) {
            this.targetType = targetType;
            return this;
        }

        /** Restricts to one target, by id. */
        public Builder targetId(String targetId) {
            this.targetId = targetId;
            return this;
        }

        /** Restricts to one status. */
        public Builder status(Status status) {
            this.status = status;
            return this;
        }

        /** Restricts to one classification. */
        public Builder classification(Classification classification) {
            this.classification = classification;
            return this;
        }

        /** Restricts to one correlation id. */
        public Builder correlationId(String correlationId) {
            this.correlationId = correlationId;
            return this;
        }

        /** Restricts to events whose details hold all these words. */
        public Builder text(String text) {
            this.text = text;
            return this;
        }

        /** Sets the page size, from 1 to the platform's {@code query.max-limit}. */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /** Continues where a page ended. */
        public Builder cursor(String cursor) {
            this.cursor = cursor;
            return this;
        }

        /** Sets how fresh the answer has to be. */
        public Builder consistency(Consistency consistency) {
            this.consistency = consistency;
            return this;
        }

        /** Asks for an answer that includes this receipt. */
        public Builder after(Receipt after) {
            this.after = after;
            return this;
        }

        /** Sets the largest lag for {@link Consistency#BOUNDED}. */
        public Builder maxLag(Duration maxLag) {
            this.maxLag = maxLag;
            return this;
        }

        /** Sets what kind of work the read belongs to. */
        public Builder workload(Workload workload) {
            this.workload = workload;
            return this;
        }

        /** Builds the query; values are judged when it is run. */
        public EventQuery build() {
            return new EventQuery(new Builder(this));
        }
    }
}
