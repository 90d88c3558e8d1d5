package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.EventListener;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.json.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestHelloPlugin {
    private static final Path SOURCE =
            Path.of("../examples/hello-plugin/src/main/java/io/auditdb/examples/hello/HelloPlugin.java");

    @TempDir
    Path directory;

    @Test
    void greetsAndCounts() throws Exception {
        try (var testing = new TestingHost(directory, "plugins:\n  hello-plugin:\n    greeting: Good morning\n")) {
            new PluginJars(directory)
                    .jar(
                            "hello-plugin",
                            "1.0.0",
                            "io.auditdb.examples.hello.HelloPlugin",
                            Files.readString(SOURCE),
                            testing.distribution.resolve("hello-plugin.jar"));
            testing.host.provide(Json.class, new StrictJson());
            testing.host.startAll();

            EventListener listener =
                    testing.host.extensions(EventListener.class).iterator().next();
            listener.appended(Collections.nCopies(3, null));
            HttpRoute route =
                    testing.host.extensions(HttpRoute.class).iterator().next();
            var exchange = new FakeExchange();
            route.handler().handle(exchange);

            assertThat(route.path()).isEqualTo("/v1/hello");
            assertThat(route.right()).isEqualTo(Right.READ);
            assertThat(new StrictJson().read(exchange.answer()))
                    .isEqualTo(Map.of("greeting", "Good morning", "appended", 3L));
        }
    }
}
