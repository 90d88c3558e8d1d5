package io.auditdb.kernel.ingest;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what is done to the platform and through it, as events of the tenant {@code _system}. They queue like any
 * other event; when the queue is full, what was to be recorded does not happen either. Safe for use by many threads.
 */
public final class SystemLog implements SystemRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SystemLog.class);

    private final Ingest ingest;
    private final Clock clock;

    /** Records through this path. */
    public SystemLog(Ingest ingest, Clock clock) {
        this.ingest = ingest;
        this.clock = clock;
    }

    /**
     * Records an operation.
     *
     * @param principal who did it
     * @param action what was done, such as {@code audit.query}
     * @param target what it was done to, in the platform's terms; may be null
     * @param subject whose data it was, where one person's was asked for
     * @param status how it ended
     * @param details whatever else is known
     */
    public void record(
            String principal,
            String action,
            Target target,
            Optional<String> subject,
            Status status,
            Map<String, ?> details) {
        submit(event(clock.instant(), principal, action, target, details)
                .subject(subject.map(Subject::of).orElse(null))
                .status(status)
                .build());
    }

    /** Records, once however often it is told, something that the platform itself did at some time. */
    public void record(UUID id, Instant occurredAt, String action, Target target, Map<String, ?> details) {
        submit(event(occurredAt, AuditDatabase.SYSTEM_TENANT, action, target, details)
                .id(id)
                .status(Status.SUCCESS)
                .build());
    }

    /** As {@link #record(Connection, String, String, Target, Map)}, under an id that the caller has chosen. */
    public void record(
            Connection transaction, UUID id, String principal, String action, Target target, Map<String, ?> details) {
        AuditEvent event = event(clock.instant(), principal, action, target, details)
                .id(id)
                .status(Status.SUCCESS)
                .build();
        ingest.append(transaction, List.of(event));
    }

    @Override
    public UUID record(Connection transaction, String principal, String action, Target target, Map<String, ?> details) {
        AuditEvent event = event(clock.instant(), principal, action, target, details)
                .status(Status.SUCCESS)
                .build();
        return ingest.append(transaction, List.of(event)).get(0).id();
    }

    @Override
    public void record(String principal, String action, Target target, Map<String, ?> details) {
        record(principal, action, target, Optional.empty(), Status.SUCCESS, details);
    }

    @Override
    public void committed() {
        ingest.committed();
    }

    private static AuditEvent.Builder event(
            Instant occurredAt, String principal, String action, Target target, Map<String, ?> details) {
        return AuditEvent.builder()
                .tenant(AuditDatabase.SYSTEM_TENANT)
                .occurredAt(OffsetDateTime.ofInstant(occurredAt, ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                .principal(Principal.of(principal))
                .action(action)
                .target(target)
                .source("audit-db")
                .details(new LinkedHashMap<>(details));
    }

    private void submit(AuditEvent event) {
        ingest.submit(List.of(event)).exceptionally(failure -> {
            LOG.warn(
                    "The operation {} by {} could not be recorded",
                    event.action(),
                    event.principal().map(Principal::id).orElse(""),
                    failure);
            return List.of();
        });
    }
}
