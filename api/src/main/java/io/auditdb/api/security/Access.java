package io.auditdb.api.security;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/** Who calls, and what that caller may do. Immutable. */
public final class Access {
    private final String principal;
    private final Set<String> tenants;
    private final Set<Right> rights;

    /**
     * Describes a caller.
     *
     * @param principal the name the caller is recorded under, never null
     * @param tenants the tenants the caller may touch; empty means all
     * @param rights what the caller may do there
     */
    public Access(String principal, Set<String> tenants, Set<Right> rights) {
        this.principal = requireNonNull(principal, "principal is null");
        this.tenants = Set.copyOf(tenants);
        this.rights = Set.copyOf(rights);
    }

    /** Returns the name the caller is recorded under. */
    public String principal() {
        return principal;
    }

    /** Returns the tenants the caller may touch; empty means all. */
    public Set<String> tenants() {
        return tenants;
    }

    /** Returns the rights as granted; {@link #may(Right)} also knows what admin includes. */
    public Set<Right> rights() {
        return rights;
    }

    /** Returns whether the caller has this right, itself or through {@link Right#ADMIN}. */
    public boolean may(Right right) {
        return rights.contains(right) || (right != Right.REIDENTIFY && rights.contains(Right.ADMIN));
    }

    /** Returns whether the caller may touch this tenant. */
    public boolean covers(String tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }

    /** Returns the one tenant of a caller that has exactly one, which is then the default. */
    public Optional<String> onlyTenant() {
        return tenants.size() == 1 ? Optional.of(tenants.iterator().next()) : Optional.empty();
    }

    @Override
    public String toString() {
        return "Access[" + principal + ", tenants=" + tenants + ", rights=" + rights + "]";
    }
}
