package io.auditdb.kernel.security;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ErrorRecovery;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Access tokens in the database, by the hash of their secret. Safe for use by many threads. */
public final class StoredAccessTokens implements AccessTokens {
    private static final Access PLATFORM = new Access("_system", Set.of(), Set.of(Right.ADMIN));

    private final TokenStore store;
    private final SecuritySettings settings;
    private final Clock clock;
    private final TokenCache cache;
    private final AccessGuard guard = new AccessGuard();
    private final SecureRandom random = new SecureRandom();

    /**
     * Uses the tables {@code access_token} and {@code access_token_revocation}.
     *
     * @param connections whose writing role may insert into and select from both
     * @param recovery turns failures of the database into errors with a code
     * @param clock tells when tokens are made and when they expire
     * @param trust how far tokens are trusted while the database is away
     */
    public StoredAccessTokens(
            ConnectionManager connections,
            ErrorRecovery recovery,
            SecuritySettings settings,
            Clock clock,
            OutageTrust trust) {
        this(new PostgresTokenStore(connections, recovery), settings, clock, trust);
    }

    StoredAccessTokens(TokenStore store, SecuritySettings settings, Clock clock, OutageTrust trust) {
        this.store = requireNonNull(store, "store is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.cache = new TokenCache(settings.tokenCacheTtl(), settings.tokenCacheEntries(), trust);
    }

    @Override
    public NewToken create(Access by, String name, Set<String> tenants, Set<Right> rights, Duration lifetime) {
        guard.require(by, Right.ADMIN);
        var request = new TokenRequest(name, Set.copyOf(tenants), Set.copyOf(rights), lifetime);
        request.check(settings.maxTokenLifetime());
        request.checkGrantedBy(by);
        TokenSecret secret = TokenSecret.make(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var info = new TokenInfo(
                UUID.randomUUID(),
                new Access(name, request.tenants(), request.rights()),
                now,
                lifetime == null ? null : now.plus(lifetime),
                null);
        if (!store.insert(new StoredToken(info, secret.hash()), by.principal(), settings.maxTokens())) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "There are " + settings.maxTokens() + " tokens, expired and revoked ones included; raise"
                            + " security.max-tokens to make more");
        }
        return new NewToken(info, secret.reveal());
    }

    @Override
    public List<TokenInfo> list(Access by) {
        guard.require(by, Right.ADMIN);
        return store.list().stream()
                .map(StoredToken::info)
                .filter(info -> TokenRequest.covers(by, info.access().tenants()))
                .toList();
    }

    @Override
    public boolean revoke(Access by, UUID id) {
        guard.require(by, Right.ADMIN);
        boolean revoked = store.findById(id)
                .map(StoredToken::info)
                .filter(info -> info.revokedAt().isEmpty())
                .filter(info -> TokenRequest.covers(by, info.access().tenants()))
                .map(info -> store.revoke(id, clock.instant().truncatedTo(ChronoUnit.MICROS), by.principal()))
                .orElse(false);
        cache.forget(id);
        return revoked;
    }

    @Override
    public Optional<Access> authenticate(String secret) {
        return find(secret).map(StoredToken::info).filter(this::isGood).map(TokenInfo::access);
    }

    /**
     * Makes sure that {@code file} holds an admin token of this database, so that somebody can make all the others: when
     * there is no file, or it holds a token this database does not know, makes one and writes it there, readable by the
     * owner only. A token that was revoked stays as it is: whoever revoked it wanted no other. Deleting the file and
     * starting again makes a new one.
     *
     * @return whether a token was made
     * @throws AuditDbException {@code DATABASE_UNAVAILABLE}; {@code INVALID_CONFIG} when the file cannot be written
     */
    public boolean ensureAdminToken(Path file) {
        var tokenFile = new TokenFile(file);
        if (tokenFile.read().flatMap(this::find).isPresent()) {
            return false;
        }
        NewToken made = create(PLATFORM, "admin", Set.of(), Set.of(Right.ADMIN), null);
        tokenFile.write(made.secret());
        return true;
    }

    private Optional<StoredToken> find(String secret) {
        if (!TokenSecret.isPlausible(secret)) {
            return Optional.empty();
        }
        SecretHash hash = TokenSecret.of(secret).hash();
        return cache.get(hash, clock.instant(), store::findByHash)
                .filter(token -> token.secretHash().equals(hash));
    }

    private boolean isGood(TokenInfo info) {
        return info.revokedAt().isEmpty()
                && info.expiresAt().map(clock.instant()::isBefore).orElse(true);
    }
}
