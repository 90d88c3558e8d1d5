package io.auditdb.plugin.embeddedpostgres;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.DatabaseProvider;
import java.io.IOException;
import java.util.List;

/** Runs a PostgreSQL server of its own, for whoever has configured none. */
public final class EmbeddedPostgresPlugin implements Plugin {
    private EmbeddedServer server;

    /** Called by the host. */
    public EmbeddedPostgresPlugin() {}

    @Override
    public String name() {
        return "embedded-postgres";
    }

    @Override
    public Class<? extends Record> settings() {
        return EmbeddedPostgresSettings.class;
    }

    @Override
    public void start(PluginContext context) throws IOException, InterruptedException {
        server = EmbeddedServer.open(context.settings(EmbeddedPostgresSettings.class), context.directory());
    }

    @Override
    public List<DatabaseProvider> databases() {
        return List.of(server::address);
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return List.of(new ServerHealth(server));
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
