package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.TokenInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens in memory, with a count of how often somebody looked, and a switch to be away. */
final class InMemoryTokenStore implements TokenStore {
    final Map<UUID, StoredToken> tokens = new ConcurrentHashMap<>();
    final Map<UUID, String> createdBy = new ConcurrentHashMap<>();
    final Map<UUID, String> revokedBy = new ConcurrentHashMap<>();
    int lookups;
    boolean away;
    Runnable afterLookup = () -> {};

    @Override
    public boolean insert(StoredToken token, String by, int maxTokens) {
        if (tokens.size() >= maxTokens) {
            return false;
        }
        tokens.put(token.info().id(), token);
        createdBy.put(token.info().id(), by);
        return true;
    }

    @Override
    public Optional<StoredToken> findByHash(SecretHash secretHash) {
        if (away) {
            throw new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "away");
        }
        lookups++;
        var found = tokens.values().stream()
                .filter(token -> token.secretHash().equals(secretHash))
                .findFirst();
        afterLookup.run();
        return found;
    }

    @Override
    public Optional<StoredToken> findById(UUID id) {
        return Optional.ofNullable(tokens.get(id));
    }

    @Override
    public List<StoredToken> list() {
        var all = new ArrayList<>(tokens.values());
        all.sort(Comparator.comparing((StoredToken token) -> token.info().createdAt())
                .reversed());
        return all;
    }

    @Override
    public boolean revoke(UUID id, Instant at, String by) {
        if (revokedBy.putIfAbsent(id, by) != null) {
            return false;
        }
        tokens.computeIfPresent(id, (key, token) -> {
            TokenInfo info = token.info();
            return new StoredToken(
                    new TokenInfo(
                            id,
                            info.access(),
                            info.createdAt(),
                            info.expiresAt().orElse(null),
                            at),
                    token.secretHash());
        });
        return true;
    }
}
