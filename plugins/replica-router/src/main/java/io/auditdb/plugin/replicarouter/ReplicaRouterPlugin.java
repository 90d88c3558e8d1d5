package io.auditdb.plugin.replicarouter;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.ReplicaRouter;
import java.util.List;
import java.util.Optional;

/** Sends reads to replicas of the database. */
public final class ReplicaRouterPlugin implements Plugin {
    static final String NAME = "replica-router";

    private PolicyRouter router;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<? extends Record> settings() {
        return ReplicaRouterSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        router = new PolicyRouter(context.settings(ReplicaRouterSettings.class));
    }

    /** All but those of analytic queries, which wait in a line of so many. */
    @Override
    public Optional<Runnable> reconfiguration(Record settings) {
        var other = (ReplicaRouterSettings) settings;
        return router.canTake(other) ? Optional.of(() -> router.take(other)) : Optional.empty();
    }

    @Override
    public List<ReplicaRouter> replicaRouters() {
        return List.of(router);
    }
}
