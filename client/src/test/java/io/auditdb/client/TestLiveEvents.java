package io.auditdb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.ScriptedServer;
import io.auditdb.testing.ScriptedServer.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events as they come, from a server that ends its answers. */
class TestLiveEvents {
    private static final String UNAVAILABLE =
            "{\"code\":\"DATABASE_UNAVAILABLE\",\"status\":503,\"detail\":\"away\",\"retryAfterMillis\":1}";

    private final ScriptedServer server = new ScriptedServer();
    private final AuditDbClient client = new AuditDbClient(ClientSettings.builder(server.url())
            .token("secret")
            .retryDelay(Duration.ofMillis(1))
            .build());

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static String event(long leaf) {
        return "id: " + leaf + "\nevent: event\ndata: {\"id\":\"11111111-2222-4333-8444-55555555555" + leaf
                + "\",\"occurredAt\":\"2026-03-01T10:00:00Z\",\"tenant\":\"clinic\",\"action\":\"read\",\"status\":\"success\","
                + "\"classification\":\"INTERNAL\",\"recordedAt\":\"2026-03-01T10:00:01Z\",\"receipt\":\"7/1/0/1.1."
                + leaf
                + "\"}\n\n";
    }

    private static Reply stream(String text) {
        return Reply.of(200, "text/event-stream", text);
    }

    @Test
    void goesOnBehindTheLastEventWhenTheAnswerEnds() {
        server.on("GET /v1/stream", stream(": place 3\n\n" + event(3) + event(5) + ": place 6\n\n"))
                .on("GET /v1/stream", stream(": place 6\n\n"))
                .on("GET /v1/stream", stream(event(8)));
        EventQuery query = EventQuery.builder().tenant("clinic").build();
        try (LiveEvents events = client.live(query, OptionalLong.empty())) {
            assertThat(events.next()).extracting(Placed::leaf).isEqualTo(3L);
            assertThat(events.next().event().event().tenant()).isEqualTo("clinic");
            assertThat(events.next()).extracting(Placed::leaf).isEqualTo(8L);
        }
        assertThat(server.requests())
                .extracting(ScriptedServer.Request::query)
                .containsExactly("tenant=clinic", "tenant=clinic&position=6", "tenant=clinic&position=6");
    }

    @Test
    void beginsAgainWhereItWasToldWhenNothingHasCome() {
        server.on("GET /v1/stream", stream(": place 17\n\n")).on("GET /v1/stream", stream(event(9)));
        try (LiveEvents events = client.live(EventQuery.builder().build(), OptionalLong.empty())) {
            events.next();
        }
        assertThat(server.last().query()).isEqualTo("position=17");
    }

    @Test
    void waitsForAPlatformThatComesBack() {
        server.on("GET /v1/stream", stream(event(1)))
                .on("GET /v1/stream", 503, UNAVAILABLE)
                .on("GET /v1/stream", 503, UNAVAILABLE)
                .on("GET /v1/stream", 503, UNAVAILABLE)
                .on("GET /v1/stream", 503, UNAVAILABLE)
                .on("GET /v1/stream", 503, UNAVAILABLE)
                .on("GET /v1/stream", stream(event(2)));
        try (LiveEvents events = client.live(EventQuery.builder().build(), OptionalLong.of(0))) {
            assertThat(events.next()).extracting(Placed::leaf).isEqualTo(1L);
            assertThat(events.next()).extracting(Placed::leaf).isEqualTo(2L);
        }
    }

    @Test
    void aRefusalIsTold() {
        server.on("GET /v1/stream", 403, "{\"code\":\"FORBIDDEN\",\"status\":403,\"detail\":\"no\"}");
        try (LiveEvents events = client.live(EventQuery.builder().build(), OptionalLong.of(0))) {
            assertThatThrownBy(events::next).isInstanceOf(AuditDbException.class);
        }
    }

    @Test
    void closingEndsWhoeverWaitsWithTheNextWordOfThePlatform() throws Exception {
        var asked = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        server.on("GET /v1/stream", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(": place 1\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            asked.countDown();
            await(closed);
            exchange.getResponseBody().write(": place 1\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(ended);
        });
        LiveEvents events = client.live(EventQuery.builder().build(), OptionalLong.empty());
        CompletableFuture<Placed> waiting = CompletableFuture.supplyAsync(events::next);
        await(asked);
        CompletableFuture.runAsync(events::close).get(10, TimeUnit.SECONDS); // it waits for nobody
        closed.countDown();
        try {
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isNull();
        } finally {
            ended.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
