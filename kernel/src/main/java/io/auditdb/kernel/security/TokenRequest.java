package io.auditdb.kernel.security;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A token that somebody asks for, before it is made: whether it makes sense, and whether they may have it made. */
record TokenRequest(String name, Set<String> tenants, Set<Right> rights, Duration lifetime) {
    /** Starts with a letter or digit, so that no token can pass for the platform itself, whose names start otherwise. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M} ._@:/+-]{0,99}");

    private static final int MAX_TENANTS = 1000;
    private static final int MAX_TENANT_LENGTH = 128;

    /** Checks that the token makes sense; otherwise throws {@code INVALID_REQUEST} with every fault. */
    void check(Duration maxLifetime) {
        var faults = new ArrayList<Fault>();
        if (name == null || !NAME.matcher(name).matches()) {
            faults.add(new Fault("/name", "must be 1 to 100 letters, digits, spaces or . _ @ : / + -"));
        }
        if (rights.isEmpty()) {
            faults.add(new Fault("/rights", "must name at least one right"));
        }
        if (tenants.size() > MAX_TENANTS) {
            faults.add(new Fault("/tenants", "must not name more than " + MAX_TENANTS + " tenants; none means all"));
        }
        if (!tenants.stream().allMatch(TokenRequest::isTenant)) {
            faults.add(new Fault(
                    "/tenants", "must hold names of 1 to " + MAX_TENANT_LENGTH + " characters, none a control"));
        }
        if (lifetime != null
                && (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(maxLifetime) > 0)) {
            faults.add(new Fault(
                    "/lifetime", "must be from 1s to " + maxLifetime.toDays() + "d (security.max-token-lifetime)"));
        }
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "The token cannot be made", List.copyOf(faults));
        }
    }

    /** Checks that {@code by} gives away only what it has; otherwise throws {@code FORBIDDEN}. */
    void checkGrantedBy(Access by) {
        for (Right right : new TreeSet<>(rights)) {
            if (!by.may(right)) {
                throw new AuditDbException(
                        StandardErrorCode.FORBIDDEN,
                        "A token cannot grant a right that its maker lacks: " + right.text());
            }
        }
        if (!covers(by, tenants)) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN,
                    "A token cannot grant tenants that its maker lacks: it may name only "
                            + new TreeSet<>(by.tenants()));
        }
    }

    /** Returns whether these tenants lie within those of the caller; no tenants means all. */
    static boolean covers(Access by, Set<String> tenants) {
        return by.tenants().isEmpty() || (!tenants.isEmpty() && by.tenants().containsAll(tenants));
    }

    private static boolean isTenant(String tenant) {
        return !tenant.isBlank()
                && tenant.length() <= MAX_TENANT_LENGTH
                && tenant.chars().noneMatch(Character::isISOControl);
    }
}
