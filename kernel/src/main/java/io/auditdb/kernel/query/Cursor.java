package io.auditdb.kernel.query;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.store.EventColumns;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a page ended: the last row's place in the order. Opaque to callers.
 *
 * @param occurredAt the last row's time
 * @param id its id
 * @param tenant its tenant
 */
record Cursor(OffsetDateTime occurredAt, UUID id, String tenant) {
    private static final String SEPARATOR = "|";

    static Cursor after(EventColumns row) {
        return new Cursor(row.occurredAt(), row.id(), row.tenant());
    }

    static Cursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", 3);
            return new Cursor(OffsetDateTime.parse(parts[0]), UUID.fromString(parts[1]), parts[2]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | DateTimeException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "The query cannot be run",
                    List.of(new Fault("cursor", "is not a cursor that a page of this platform ended with")));
        }
    }

    @Override
    public String toString() {
        String text = occurredAt + SEPARATOR + id + SEPARATOR + tenant;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
