package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * Which answers are not to be used any more.
 *
 * @param tenant of which tenant, {@code *} in it standing for any run of characters; {@code *} alone is every tenant
 * @param tags any of these is enough; none means all answers of the tenant. A tag is what an answer is about:
 *     {@code subject:ID}, {@code principal:ID}, {@code target:ID} or {@code event:ID} for answers to questions for it;
 *     {@code type:page} or {@code type:event} for a kind of question; {@code table:audit_event} for everything that is
 *     read from there, which is every answer
 */
public record CacheInvalidation(String tenant, Set<String> tags) {
    /** Checks that there is a tenant, and copies the tags. */
    public CacheInvalidation {
        requireNonNull(tenant, "tenant is null");
        tags = Set.copyOf(tags);
    }
}
