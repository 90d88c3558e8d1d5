package io.auditdb.kernel;

import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.kernel.ingest.SystemLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tokens whose making and revoking is recorded. */
final class RecordedTokens implements AccessTokens {
    private final AccessTokens tokens;
    private final SystemLog systemLog;

    RecordedTokens(AccessTokens tokens, SystemLog systemLog) {
        this.tokens = tokens;
        this.systemLog = systemLog;
    }

    @Override
    public NewToken create(Access by, String name, Set<String> tenants, Set<Right> rights, Duration lifetime) {
        NewToken made = tokens.create(by, name, tenants, rights, lifetime);
        record(
                by,
                "token.create",
                made.info().id(),
                true,
                Map.of(
                        "name", name,
                        "tenants", tenants.stream().sorted().toList(),
                        "rights", rights.stream().sorted().map(Right::text).toList()));
        return made;
    }

    @Override
    public List<TokenInfo> list(Access by) {
        return tokens.list(by);
    }

    @Override
    public boolean revoke(Access by, UUID id) {
        boolean revoked = tokens.revoke(by, id);
        record(by, "token.revoke", id, revoked, Map.of());
        return revoked;
    }

    @Override
    public Optional<Access> authenticate(String secret) {
        return tokens.authenticate(secret);
    }

    private void record(Access by, String action, UUID token, boolean succeeded, Map<String, Object> details) {
        systemLog.record(
                by.principal(),
                action,
                new Target("token", token.toString()),
                Optional.empty(),
                succeeded ? Status.SUCCESS : Status.FAILURE,
                details);
    }
}
