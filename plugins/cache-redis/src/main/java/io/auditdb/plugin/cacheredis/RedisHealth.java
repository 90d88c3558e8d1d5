package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.HealthCheck;

/** Asks Redis something. Without it queries are answered by the database. */
final class RedisHealth implements HealthCheck {
    private final RedisCache cache;

    RedisHealth(RedisCache cache) {
        this.cache = requireNonNull(cache, "cache is null");
    }

    @Override
    public String name() {
        return "cache-redis";
    }

    @Override
    public String advice() {
        return "look after Redis, and give it memory and a policy of eviction when it is full";
    }

    @Override
    public Result check() {
        try {
            return cache.isFull() ? new Result(Status.DEGRADED, "Redis is full and keeps no more answers") : Result.OK;
        } catch (AuditDbException e) {
            return new Result(Status.DEGRADED, "Answers are not shared: " + e.getMessage());
        }
    }
}
