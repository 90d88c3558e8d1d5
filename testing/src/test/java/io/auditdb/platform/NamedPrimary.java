package io.auditdb.platform;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.OtherInstance;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.util.UUID;

/**
 * A process that reaches its primary by a name, which is looked up anew each time in a file that the test changes. For each
 * line that it gets it reads and appends, and says what failed.
 */
final class NamedPrimary {
    static final String NAME = "primary.test";

    private NamedPrimary() {}

    /** {@code arguments}: the directory for keys and state, and the file of names. */
    public static void main(String[] arguments) throws Exception {
        // before anything else has looked up a name
        System.setProperty("jdk.net.hosts.file", arguments[1]);
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        var url = URI.create(System.getenv(OtherInstance.URL));
        Configuration configuration = Configuration.builder()
                .set(
                        "database.url",
                        "postgresql://" + url.getRawUserInfo() + "@" + NAME + ":" + url.getPort() + url.getPath())
                .set("database.pool.acquire-timeout", "500ms")
                .set("ingest.commit-timeout", "5s")
                .set("cache.enabled", false)
                .build();
        try (AuditDb platform = AuditDb.open(configuration, Path.of(arguments[0]));
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            while (lines.readLine() != null) {
                attempt(
                        platform,
                        () -> platform.database()
                                .query(EventQuery.builder().limit(1).build()));
                attempt(
                        platform,
                        () -> platform.database()
                                .append(SampleEvents.event(1).toBuilder()
                                        .id(UUID.randomUUID())
                                        .build()));
                System.out.println("done");
            }
        }
    }

    private static void attempt(AuditDb platform, Runnable work) {
        try {
            work.run();
        } catch (AuditDbException e) {
            System.out.println("failed " + platform.service(ErrorRecovery.class).classify(e) + " " + e.code() + " \""
                    + e.getMessage() + '"');
        }
    }
}
