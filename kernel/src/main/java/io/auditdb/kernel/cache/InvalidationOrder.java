package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.kernel.change.Changes;
import io.auditdb.kernel.change.Dimensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** An order to forget answers, checked. What is wrong with it is told without its values, which may name persons. */
final class InvalidationOrder {
    private static final String TABLE = "audit_event";
    private static final Set<String> TYPES = Set.of(QueryKeys.PAGE, QueryKeys.EVENT);

    private final CacheInvalidation what;
    private final Pattern tenants;

    /** Throws {@code INVALID_REQUEST} with every fault. */
    InvalidationOrder(CacheInvalidation what) {
        this.what = what;
        this.tenants = Pattern.compile(Pattern.quote(what.tenant()).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        var faults = new ArrayList<Fault>();
        if (what.tenant().isEmpty()) {
            faults.add(new Fault("/tenant", "is empty"));
        }
        what.tags().stream().sorted().forEach(tag -> check(tag, faults));
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The order cannot be carried out", faults);
        }
    }

    private static void check(String tag, List<Fault> faults) {
        String value = tag.substring(tag.indexOf(':') + 1);
        switch (kind(tag)) {
            case "subject", "principal", "target" -> {}
            case "event" -> {
                try {
                    UUID.fromString(value);
                } catch (IllegalArgumentException e) {
                    faults.add(new Fault("/tags", "event: is not followed by a UUID"));
                }
            }
            case "type" -> {
                if (!TYPES.contains(value)) {
                    faults.add(new Fault("/tags", "type: is followed by neither page nor event"));
                }
            }
            case "table" -> {
                if (!TABLE.equals(value)) {
                    faults.add(new Fault("/tags", "table: is not followed by " + TABLE));
                }
            }
            default ->
                faults.add(new Fault(
                        "tags",
                        "\"" + tag + "\" is not of the form subject:, principal:, target:, event:, type: or table:"));
        }
    }

    private static String kind(String tag) {
        return tag.substring(0, Math.max(0, tag.indexOf(':')));
    }

    /** Adds what is to be forgotten of the tenants there are. */
    void addTo(Changes changes, List<String> known) {
        if (what.tenant().equals(Dimensions.ALL) && (what.tags().isEmpty() || hasTable())) {
            changes.everything();
            return;
        }
        known.stream().filter(it -> tenants.matcher(it).matches()).forEach(tenant -> add(changes, tenant));
    }

    private boolean hasTable() {
        return what.tags().stream().anyMatch(tag -> kind(tag).equals("table"));
    }

    private void add(Changes changes, String tenant) {
        if (what.tags().isEmpty()) {
            changes.tenant(tenant);
        }
        for (String tag : what.tags()) {
            String value = tag.substring(tag.indexOf(':') + 1);
            switch (kind(tag)) {
                case "subject" -> changes.subject(tenant, value);
                case "principal" -> changes.principal(tenant, value);
                case "target" -> changes.target(tenant, value);
                case "event" -> changes.event(tenant, UUID.fromString(value));
                case "type" -> changes.type(tenant, value);
                default -> changes.tenant(tenant);
            }
        }
    }
}
