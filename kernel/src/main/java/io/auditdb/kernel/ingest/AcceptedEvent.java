package io.auditdb.kernel.ingest;

import io.auditdb.api.event.AuditEvent;
import java.time.Instant;

/**
 * An event that was found fit to be stored.
 *
 * @param event the event, with id and classification
 * @param recordedAt when it was accepted, at microsecond precision
 */
public record AcceptedEvent(AuditEvent event, Instant recordedAt) {}
