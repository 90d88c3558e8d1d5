package io.auditdb.benchmarks.plugins;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.benchmarks.Bench;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ClientSettings;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.RedisServer;
import io.auditdb.testing.TestingDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The platform as the daemon runs it, each plugin a bundle of its own, with a database and a Redis. */
final class PluginPlatform implements AutoCloseable {
    static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    /** Those that are swapped; whoever provides a cache goes on and off besides. */
    static final List<String> PLUGINS = List.of(
            "cache-local", "cache-redis", "archive", "partitioning", "monitoring", "replica-router", "http-api");

    private final TestingDatabase database;
    private final RedisServer redis;
    private final Path var;
    private final AuditDb platform;

    PluginPlatform(Bench bench) throws IOException {
        Path jars = Files.createDirectories(bench.directory().resolve("plugins"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = String.valueOf(jar.getFileName());
            if (PLUGINS.stream().anyMatch(it -> name.matches(it + "-[0-9].*\\.jar"))) {
                Files.copy(jar, jars.resolve(name));
            }
        }
        database = bench.createDatabase();
        redis = RedisServer.start();
        var = bench.directory().resolve("plugin-platform");
        Path file = Files.writeString(bench.directory().resolve("audit-db.yaml"), """
                http: {port: 0}
                plugin-host: {max-steps: 100000}
                plugins:
                  http-api: {}
                  cache-local: {size: 20MB}
                  cache-redis: {enabled: false, addresses: ["%s"]}
                  archive: {}
                  partitioning: {}
                  monitoring: {}
                  replica-router: {}
                """.formatted(redis.address()));
        String url = database.url();
        platform = AuditDb.open(Configuration.load(file, Map.of("AUDIT_DB_DATABASE_URL", url)), var, jars);
    }

    AuditDb platform() {
        return platform;
    }

    TestingDatabase database() {
        return database;
    }

    AuditDbClient client() throws IOException {
        return new AuditDbClient(ClientSettings.builder(platform.httpUri().orElseThrow())
                .token(Files.readString(var.resolve("admin.token")).strip())
                .build());
    }

    @Override
    public void close() throws IOException, SQLException {
        platform.close();
        redis.close();
        database.close();
    }
}
