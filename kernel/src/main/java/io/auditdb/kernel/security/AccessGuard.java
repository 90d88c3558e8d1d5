package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.util.Set;
import java.util.TreeSet;

/** Refuses what a caller may not do. Keeps no state; safe for use by many threads. */
public final class AccessGuard {
    /** Checks that the caller has a right; otherwise throws {@code FORBIDDEN}. */
    public void require(Access access, Right right) {
        if (!access.may(right)) {
            throw forbidden("The caller lacks the right to " + right.text());
        }
    }

    /** Checks that the caller has a right in a tenant; otherwise throws {@code FORBIDDEN}. */
    public void require(Access access, Right right, String tenant) {
        require(access, right);
        if (!access.covers(tenant)) {
            throw forbidden("The caller has no access to the tenant " + tenant);
        }
    }

    /**
     * Returns the tenants a read covers.
     *
     * @param requested the tenants that were asked for; empty for all that the caller may read
     * @return what to read; empty for every tenant there is, without a restriction
     * @throws AuditDbException {@code FORBIDDEN} when the caller may not read, or not one of the tenants
     */
    public Set<String> readableTenants(Access access, Set<String> requested) {
        require(access, Right.READ);
        for (String tenant : new TreeSet<>(requested)) {
            require(access, Right.READ, tenant);
        }
        return requested.isEmpty() ? access.tenants() : Set.copyOf(requested);
    }

    private static AuditDbException forbidden(String problem) {
        return new AuditDbException(
                StandardErrorCode.FORBIDDEN, problem + "; use a token that has it, or ask for one to be made");
    }
}
