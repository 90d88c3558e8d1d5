package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHold.Release;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.plugin.partitioning.Maintainer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service: who may, and that each change is recorded in its own transaction. */
public final class Holds implements LegalHolds {
    private static final int SALT_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Maintainer maintainer;
    private final SystemRecords records;
    private final RetentionSettings settings;
    private final Clock clock;

    public Holds(Maintainer maintainer, SystemRecords records, RetentionSettings settings, Clock clock) {
        this.maintainer = maintainer;
        this.records = records;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public LegalHold add(Access by, HoldScope scope, String issuer, String reason) {
        Rules.requireOperator(by);
        Rules.check("The hold cannot be placed", HoldFaults.of(scope, issuer, reason));
        if (!covers(by, scope)) {
            throw new AuditDbException(
                    StandardErrorCode.FORBIDDEN,
                    "A caller of some tenants can place holds in these only, each naming its tenant");
        }
        var hold = new LegalHold(UUID.randomUUID(), scope, issuer, reason, by.principal(), now(), Optional.empty());
        maintainer.transaction(connection -> {
            Rules.lockForChange(connection);
            if (HoldTable.countInForce(connection) >= settings.maxHolds()) {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT,
                        settings.maxHolds() + " holds are in force, which is the most there may be"
                                + " (plugins.partitioning.retention.max-holds)");
            }
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            HoldTable.add(connection, hold, salt);
            records.record(connection, by.principal(), "hold.add", target(hold), placed(hold, salt));
            return null;
        });
        records.committed();
        return hold;
    }

    @Override
    public List<LegalHold> list(Access by, boolean released) {
        Rules.requireOperator(by);
        String[] tenants = by.tenants().toArray(String[]::new);
        return maintainer.read(connection -> HoldTable.list(connection, tenants, released, settings.maxListedHolds()));
    }

    @Override
    public LegalHold release(Access by, UUID id, String reason) {
        Rules.requireOperator(by);
        Rules.check(
                "The hold cannot be released",
                Rules.text("/reason", reason).stream().toList());
        var release = new Release(by.principal(), reason, now());
        LegalHold hold = maintainer.transaction(connection -> {
            Rules.lockForChange(connection);
            LegalHold found = HoldTable.find(connection, id)
                    .filter(it -> covers(by, it.scope()))
                    .orElseThrow(
                            () -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no legal hold " + id));
            found.release().ifPresent(earlier -> {
                throw new AuditDbException(
                        StandardErrorCode.CONFLICT, "The legal hold " + id + " was released at " + earlier.at());
            });
            HoldTable.release(connection, id, release);
            records.record(connection, by.principal(), "hold.release", target(found), released(release));
            return found;
        });
        records.committed();
        return new LegalHold(
                id, hold.scope(), hold.issuer(), hold.reason(), hold.placedBy(), hold.placedAt(), Optional.of(release));
    }

    /** Without a tenant a hold reaches into all of them. */
    private static boolean covers(Access by, HoldScope scope) {
        return scope.tenant() == null ? by.tenants().isEmpty() : by.covers(scope.tenant());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Target target(LegalHold hold) {
        return new Target("legal-hold", hold.id().toString());
    }

    /** Persons are marked and not named: the record outlives their right to be forgotten. */
    private static Map<String, Object> placed(LegalHold hold, byte[] salt) {
        HoldScope scope = hold.scope();
        var details = new LinkedHashMap<String, Object>();
        details.put("issuer", hold.issuer());
        details.put("reason", hold.reason());
        put(details, "tenant", scope.tenant());
        put(details, "from", scope.from());
        put(details, "to", scope.to());
        put(details, "action", scope.action());
        put(details, "status", scope.status());
        put(details, "classification", scope.classification());
        details.put("principal", scope.principal() != null);
        details.put("subject", scope.subject() != null);
        details.put("target", scope.targetType() != null || scope.targetId() != null);
        details.put("correlationId", scope.correlationId() != null);
        details.put("text", scope.text() != null);
        details.put("digest", HexFormat.of().formatHex(hold.digest(salt)));
        return details;
    }

    private static Map<String, Object> released(Release release) {
        return Map.of("reason", release.reason(), "releasedAt", release.at().toString());
    }

    private static void put(Map<String, Object> details, String name, Object value) {
        if (value != null) {
            details.put(name, value.toString());
        }
    }
}
