package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.api.security.Access;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps input in memory; what is released holds no event. */
final class FakeQuarantine implements Quarantine {
    private final List<QuarantinedInput> inputs = new ArrayList<>();

    @Override
    public UUID keep(String tenant, String format, String origin, byte[] content, List<Fault> faults) {
        UUID id = UUID.randomUUID();
        var text = Optional.of(new String(content, StandardCharsets.UTF_8));
        inputs.add(new QuarantinedInput(id, Instant.EPOCH, tenant, format, origin, content.length, text, faults));
        return id;
    }

    @Override
    public List<QuarantinedInput> list(Access by, int limit) {
        return inputs.stream().limit(limit).toList();
    }

    @Override
    public QuarantinedInput find(Access by, UUID id) {
        return inputs.stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is none"));
    }

    @Override
    public List<Appended> release(Access by, UUID id) {
        inputs.remove(find(by, id));
        return List.of();
    }

    @Override
    public void discard(Access by, UUID id, String reason) {
        inputs.remove(find(by, id));
    }
}
