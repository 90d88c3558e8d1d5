package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Evidence that says what was asked for; the real one is tested with the platform. */
final class FakeEvidence implements Evidence {
    volatile boolean sealed = true;
    volatile EventQuery query;

    @Override
    public Evidence as(Access access) {
        return this;
    }

    @Override
    public Optional<String> disclosure(String tenant, UUID id, Set<String> fields) {
        return sealed
                ? Optional.of("{\"tenant\":\"" + tenant + "\",\"fields\":\"" + new TreeSet<>(fields) + "\"}")
                : Optional.empty();
    }

    @Override
    public void bundle(EventQuery asked, Set<String> fields, OutputStream out) throws IOException {
        if (!sealed) {
            throw new AuditDbException(StandardErrorCode.NOT_SEALED, "The log has no checkpoint yet");
        }
        query = asked;
        out.write((new TreeSet<>(fields) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
