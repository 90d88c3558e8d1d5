package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.VerificationScope;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What a caller wants verified; everything when there is no body. */
final class VerifyBody {
    private static final Set<String> MEMBERS = Set.of("kind", "event", "tenant", "checkpoint");
    private static final List<String> KINDS = Arrays.stream(VerificationScope.Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    private VerifyBody() {}

    static VerificationScope scope(HttpExchange exchange, Json json) throws IOException {
        var in = new PushbackInputStream(exchange.body());
        int first = in.read();
        if (first < 0) {
            return VerificationScope.full();
        }
        in.unread(first);
        var body = new JsonObject(json.read(in), MEMBERS);
        VerificationScope.Kind kind = body.text("kind", VerifyBody::kind).orElse(VerificationScope.Kind.FULL);
        Optional<UUID> event = body.text("event", VerifyBody::id);
        Optional<String> tenant = body.text("tenant", Function.identity());
        Optional<String> checkpoint = body.text("checkpoint", Function.identity());
        body.onlyIf(kind == VerificationScope.Kind.EVENT, "event", "belongs to the kind event");
        body.onlyIf(kind == VerificationScope.Kind.CHECKPOINT, "checkpoint", "belongs to the kind checkpoint");
        body.check();
        return switch (kind) {
            case FULL -> VerificationScope.full();
            case INCREMENTAL -> VerificationScope.incremental();
            case EVENT -> VerificationScope.event(tenant.orElse(null), event.orElseThrow());
            case CHECKPOINT -> VerificationScope.against(checkpoint.orElseThrow());
        };
    }

    private static VerificationScope.Kind kind(String name) {
        if (!KINDS.contains(name)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", KINDS));
        }
        return VerificationScope.Kind.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a UUID", e);
        }
    }
}
