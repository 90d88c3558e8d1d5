package io.auditdb.kernel.cache;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.storage.CacheReport;
import java.util.stream.Collectors;

/** Whether every cache is asked; without one, queries are slower and nothing else. */
final class CacheHealth implements HealthCheck {
    private static final String CLOSED = "closed";

    private final Tiers tiers;

    CacheHealth(Tiers tiers) {
        this.tiers = tiers;
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String advice() {
        return "look after the cache; nothing is lost meanwhile, queries only take longer";
    }

    @Override
    public Result check() {
        String passedOver = tiers.report().stream()
                .filter(tier -> !tier.breaker().equals(CLOSED))
                .map(CacheReport.Tier::name)
                .collect(Collectors.joining(", "));
        return passedOver.isEmpty()
                ? Result.OK
                : new Result(
                        Status.DEGRADED,
                        passedOver + " kept failing and is passed over for a while; queries are answered without it");
    }
}
