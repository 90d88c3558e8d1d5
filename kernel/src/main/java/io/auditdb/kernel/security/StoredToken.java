package io.auditdb.kernel.security;

import io.auditdb.api.security.TokenInfo;

/**
 * A token as the database keeps it.
 *
 * @param info what everybody with the right may know of it
 * @param secretHash by which its secret is recognised
 */
record StoredToken(TokenInfo info, SecretHash secretHash) {
    @Override
    public String toString() {
        return "StoredToken[" + info.id() + "]";
    }
}
