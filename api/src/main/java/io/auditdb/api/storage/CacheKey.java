package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

/**
 * The key of a cached answer, hierarchical so that a part can be invalidated. It cannot be built without a tenant.
 *
 * @param tenant whose data it is; {@code *} for an answer over several tenants
 * @param queryType what kind of query, such as {@code page} or {@code event}
 * @param queryHash SHA-256 of the canonical query without its values, in hexadecimal
 * @param parameterHash SHA-256 of the values, in hexadecimal
 * @param schemaVersion the version of the database schema
 */
public record CacheKey(String tenant, String queryType, String queryHash, String parameterHash, String schemaVersion) {
    /** Checks that there is a tenant. */
    public CacheKey {
        if (tenant == null || tenant.isEmpty()) {
            throw new IllegalArgumentException("a cache key needs a tenant");
        }
        requireNonNull(queryType, "queryType is null");
        requireNonNull(queryHash, "queryHash is null");
        requireNonNull(parameterHash, "parameterHash is null");
        requireNonNull(schemaVersion, "schemaVersion is null");
    }

    /** Returns the parts with colons between them, after the namespace {@code audit-db}. */
    @Override
    public String toString() {
        return String.join(":", "audit-db", tenant, queryType, queryHash, parameterHash, schemaVersion);
    }
}
