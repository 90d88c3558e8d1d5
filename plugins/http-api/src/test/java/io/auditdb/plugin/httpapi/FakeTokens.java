package io.auditdb.plugin.httpapi;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The name of each right is a token that has it, in all tenants; {@code clinic} may append and read in one. */
final class FakeTokens implements AccessTokens {
    final Map<UUID, TokenInfo> made = new ConcurrentHashMap<>();

    @Override
    public NewToken create(Access by, String name, Set<String> tenants, Set<Right> rights, Duration lifetime) {
        Instant now = Instant.parse("2026-03-01T10:00:00Z");
        var info = new TokenInfo(
                UUID.randomUUID(),
                new Access(name, tenants, rights),
                now,
                lifetime == null ? null : now.plus(lifetime),
                null);
        made.put(info.id(), info);
        return new NewToken(info, "adb_secret");
    }

    @Override
    public List<TokenInfo> list(Access by) {
        return List.copyOf(made.values());
    }

    @Override
    public boolean revoke(Access by, UUID id) {
        return made.remove(id) != null;
    }

    @Override
    public Optional<Access> authenticate(String secret) {
        if (secret.equals("clinic")) {
            return Optional.of(new Access("clinic", Set.of("clinic"), Set.of(Right.APPEND, Right.READ)));
        }
        return Set.of(Right.values()).stream()
                .filter(right -> right.text().equals(secret.toLowerCase(Locale.ROOT)))
                .map(right -> new Access(right.text(), Set.of(), Set.of(right)))
                .findFirst();
    }
}
