package io.auditdb.benchmarks.cache;

import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.Consistency;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.RedisServer;
import io.auditdb.testing.TestingDatabase;
import java.util.List;

/** Two instances of the platform, each with a local cache in front of the same Redis; readers ask for strong. */
final class PlatformPair implements CachedWork.Subject {
    private final List<AuditDb> instances;
    private final ClinicQueries queries;
    private final RedisServer redis;
    private final TestingDatabase postgres;

    PlatformPair(List<AuditDb> instances, ClinicQueries queries, RedisServer redis, TestingDatabase postgres) {
        this.instances = instances;
        this.queries = queries;
        this.redis = redis;
        this.postgres = postgres;
    }

    @Override
    public long read(int instance, int query) {
        List<RecordedEvent> found = instances
                .get(instance)
                .database()
                .query(queries.query(query).consistency(Consistency.STRONG).build())
                .events();
        return found.isEmpty()
                ? 0
                : ClinicQueries.micros(found.get(0).event().occurredAt().toInstant());
    }

    @Override
    public void append(int instance, int query) {
        queries.append(instances.get(instance).database(), query, () -> {});
    }

    /** Redis' messages, which it does not need, and the sessions through which it looks for changes. */
    @Override
    public void cut() throws Exception {
        redis.command("CLIENT", "KILL", "TYPE", "pubsub");
        BareLook.endOthers(postgres);
    }
}
