package io.auditdb.api.security;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes, lists, revokes and checks bearer tokens (RFC 6750). Safe for use by many threads. Provided by the host. */
public interface AccessTokens {
    /**
     * Makes a token.
     *
     * @param by who makes it; needs {@link Right#ADMIN} and cannot grant what it does not have
     * @param name what the token is for; recorded as the principal of what it does
     * @param tenants the tenants it may touch; empty for all
     * @param rights what it may do; not empty
     * @param lifetime how long it is good for; null for ever
     * @return the token with its secret, which is shown only here
     * @throws io.auditdb.api.error.AuditDbException {@code FORBIDDEN}, {@code INVALID_REQUEST}
     */
    NewToken create(Access by, String name, Set<String> tenants, Set<Right> rights, Duration lifetime);

    /** Returns all tokens, newest first, revoked and expired ones included. */
    List<TokenInfo> list(Access by);

    /** Ends a token at once; returns false if there is none of this id or it was revoked before. */
    boolean revoke(Access by, UUID id);

    /** Returns what the bearer of {@code secret} may do; empty when the token is unknown, expired or revoked. */
    Optional<Access> authenticate(String secret);

    /**
     * A token that was just made.
     *
     * @param info what is kept
     * @param secret what the bearer shows; not kept
     */
    record NewToken(TokenInfo info, String secret) {
        @Override
        public String toString() {
            return "NewToken[" + info.id() + "]";
        }
    }
}
