package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.EventFeed;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.event.EventFeed.Reader;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events as they come into the log of a real database. */
class TestStream {
    private static final Access ALL = new Access("reader", Set.of(), Set.of(Right.READ));
    private static final Duration SOON = Duration.ofSeconds(10);

    private TestingAuditDb audit;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of(
                "plugins.http-api.enabled", true, "plugins.http-api.stream-heartbeat", "200ms", "feed.max-readers", 3));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private EventFeed feed() {
        return audit.platform().service(EventFeed.class);
    }

    private static EventQuery of(String tenant) {
        return EventQuery.builder().tenant(tenant).build();
    }

    private UUID append(String tenant, String action) {
        AuditEvent event = SampleEvents.event(1).toBuilder()
                .id(UUID.randomUUID())
                .tenant(tenant)
                .action(action)
                .build();
        audit.database().append(event);
        return event.id();
    }

    private static List<Placed> read(Reader reader, int count) {
        var all = new ArrayList<Placed>();
        while (all.size() < count) {
            List<Placed> some = reader.read(SOON);
            assertThat(some).as("after %d of %d", all.size(), count).isNotEmpty();
            all.addAll(some);
        }
        return all;
    }

    @Test
    void eachEventComesOnceInTheOrderOfTheLog() {
        try (Reader reader = feed().open(ALL, of("clinic"), OptionalLong.empty())) {
            var ids = new ArrayList<UUID>();
            for (int i = 0; i < 300; i++) {
                ids.add(append("clinic", "record.read"));
            }
            List<Placed> read = read(reader, 300);
            assertThat(read).extracting(it -> it.event().event().id()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(read).extracting(Placed::leaf).isSorted().doesNotHaveDuplicates();
            assertThat(reader.read(Duration.ofMillis(50))).isEmpty();
        }
    }

    @Test
    void whoWasAwayGoesOnWhereHeWas() {
        append("clinic", "a");
        long position;
        try (Reader reader = feed().open(ALL, of("clinic"), OptionalLong.of(0))) {
            assertThat(read(reader, 1)).hasSize(1);
            position = reader.position();
        }
        UUID later = append("clinic", "b");
        audit.stop();
        audit.start();
        try (Reader reader = feed().open(ALL, of("clinic"), OptionalLong.of(position))) {
            assertThat(read(reader, 1))
                    .extracting(it -> it.event().event().id())
                    .containsExactly(later);
        }
    }

    @Test
    void onlyWhatWasAskedForAndMayBeRead() {
        append("clinic", "record.read");
        append("clinic", "record.write");
        append("other", "record.read");
        var clinic = new Access("clinic reader", Set.of("clinic"), Set.of(Right.READ));
        EventQuery query = EventQuery.builder().action("*.read").build();
        try (Reader reader = feed().open(clinic, query, OptionalLong.of(0))) {
            assertThat(read(reader, 1))
                    .extracting(it -> it.event().event().tenant() + " "
                            + it.event().event().action())
                    .containsExactly("clinic record.read");
            assertThat(reader.read(Duration.ofMillis(100))).isEmpty();
        }
        assertThatThrownBy(() -> feed().open(clinic, of("other"), OptionalLong.empty()))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("other");
        assertThatThrownBy(() ->
                        feed().open(new Access("writer", Set.of(), Set.of(Right.APPEND)), query, OptionalLong.empty()))
                .isInstanceOf(AuditDbException.class);
    }

    @Test
    void thatSomebodyReadsIsOnRecordAndThereAreNotTooMany() {
        try (Reader one = feed().open(ALL, of("clinic"), OptionalLong.empty());
                Reader two = feed().open(ALL, of("clinic"), OptionalLong.empty());
                Reader three = feed().open(ALL, of("clinic"), OptionalLong.empty())) {
            assertThatThrownBy(() -> feed().open(ALL, of("clinic"), OptionalLong.empty()))
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            it -> assertThat(it.code()).isEqualTo(StandardErrorCode.OVERLOADED));
            assertThat(List.of(one, two, three)).allMatch(it -> it.position() >= 0);
        }
        feed().open(ALL, of("clinic"), OptionalLong.empty()).close();
        await().until(() -> audit.database()
                        .query(EventQuery.builder()
                                .tenant(AuditDatabase.SYSTEM_TENANT)
                                .action("audit.stream")
                                .build())
                        .events()
                        .size()
                == 4);
    }

    @Test
    void aReaderWhoDoesNotReadKeepsNobodyWaiting() {
        try (Reader slow = feed().open(ALL, of("clinic"), OptionalLong.of(0))) {
            append("clinic", "a");
            read(slow, 1);
            var event = SampleEvents.event(1);
            for (int i = 0; i < 20; i++) {
                audit.database()
                        .append(LongStream.range(0, 500)
                                .mapToObj(it -> event.toBuilder()
                                        .id(UUID.randomUUID())
                                        .tenant("clinic")
                                        .build())
                                .toList());
            }
            assertThat(read(slow, 10_000))
                    .hasSize(10_000)
                    .extracting(Placed::leaf)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(audit.platform().httpUri().orElseThrow() + path))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Files.readString(audit.var().resolve("admin.token"))
                                                        .strip())
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void comesOverHttpAndEndsAtOnceWhenThePlatformStops() throws Exception {
        HttpResponse<InputStream> answer = get("/v1/stream?tenant=clinic");
        assertThat(answer.statusCode()).isEqualTo(200);
        var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).startsWith(": place ");
        UUID id = append("clinic", "record.read");
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        assertThat(line).contains(id.toString());

        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
            try {
                while (lines.readLine() != null) {
                    // comments
                }
            } catch (IOException e) {
                // cut off
            }
        });
        long start = System.nanoTime();
        audit.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        ended.get(5, TimeUnit.SECONDS);
        audit.start();
    }
}
