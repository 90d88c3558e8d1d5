package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Input that could not become events, as it came.
 *
 * @param id its number here, not that of an event
 * @param receivedAt when it came
 * @param tenant whose events it holds, or was taken to hold
 * @param format the {@linkplain io.auditdb.api.codec.Codec#format() format} it was read as
 * @param origin where it came from, such as {@code atna udp}; not a person
 * @param bytes how much there is
 * @param content what came, as UTF-8, with U+FFFD for bytes that are none; empty in lists. May hold personal data
 * @param faults why it could not be read, never empty
 */
public record QuarantinedInput(
        UUID id,
        Instant receivedAt,
        String tenant,
        String format,
        String origin,
        long bytes,
        Optional<String> content,
        List<Fault> faults) {
    /** Checks that the parts are there. */
    public QuarantinedInput {
        requireNonNull(id, "id is null");
        requireNonNull(receivedAt, "receivedAt is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(format, "format is null");
        requireNonNull(origin, "origin is null");
        requireNonNull(content, "content is null");
        faults = List.copyOf(faults);
    }
}
