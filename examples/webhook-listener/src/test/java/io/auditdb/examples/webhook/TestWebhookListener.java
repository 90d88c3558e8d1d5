package io.auditdb.examples.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWebhookListener {
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer server;

    @TempDir
    private Path secrets;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            boolean isRefused = refusals.getAndDecrement() > 0;
            if (!isRefused) {
                received.add(exchange.getRequestHeaders().getFirst("X-Audit-Db-Signature") + " " + body);
            }
            exchange.sendResponseHeaders(isRefused ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    @Test
    void whatIsAppendedIsPostedAndTriedAgain() throws Exception {
        refusals.set(2);
        Path secret = Files.writeString(secrets.resolve("secret"), "for tests only");
        try (var audit = TestingAuditDb.open(Map.of(
                "plugins.webhook-listener.url",
                url(),
                "plugins.webhook-listener.secret-file",
                secret,
                "plugins.webhook-listener.pause",
                "10ms"))) {
            audit.database()
                    .append(List.of(AuditEvent.builder()
                            .tenant("clinic")
                            .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00+01:00"))
                            .action("record.read")
                            .principal(new Principal("dr-house", null, null))
                            .status(Status.SUCCESS)
                            .build()));

            await().until(() -> received.stream().anyMatch(it -> it.contains("record.read")));
        }
        assertThat(received)
                .filteredOn(it -> it.contains("record.read"))
                .singleElement()
                .asString()
                .matches("(?s)sha256=[0-9a-f]{64} \\{.*\"dr-house\".*}\n");
    }
}
