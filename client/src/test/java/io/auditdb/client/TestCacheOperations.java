package io.auditdb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.api.storage.CacheReport.Prepared;
import io.auditdb.api.storage.CacheReport.Queries;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.QueryCache.Reach;
import io.auditdb.api.storage.QueryCache.Stats;
import io.auditdb.testing.ScriptedServer;
import io.auditdb.testing.ScriptedServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestCacheOperations {
    private static final String REPORT = "{\"enabled\":true,"
            + "\"settled\":{\"hits\":3,\"misses\":1,\"hitRatio\":0.75},"
            + "\"current\":{\"hits\":0,\"misses\":2,\"hitRatio\":0},\"loads\":4,\"joined\":5,\"meanLoadMillis\":4.257,"
            + "\"looks\":20,\"meanLookMillis\":0.211,\"refreshed\":6,\"outdated\":7,\"unusable\":8,\"tiers\":["
            + "{\"name\":\"cache-redis\",\"reach\":\"shared\",\"breaker\":\"half-open\",\"failures\":9,"
            + "\"bypassed\":10,\"hits\":11,\"stats\":{\"hits\":12,\"misses\":13,\"puts\":14,"
            + "\"evictions\":{\"capacity\":15},\"entries\":-1,\"bytes\":-1,\"maxBytes\":16}},"
            + "{\"name\":\"cache-local\",\"reach\":\"local\",\"breaker\":\"closed\",\"failures\":0,"
            + "\"bypassed\":0,\"hits\":0,\"stats\":null}],"
            + "\"prepared\":{\"statements\":17,\"plans\":{\"custom\":18}}}";

    private final ScriptedServer server = new ScriptedServer();
    private final CacheOperations caches = new AuditDbClient(
                    ClientSettings.builder(server.url()).token("secret").build())
            .caches();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void reportsWhatAnInstanceHasKeptAndSaved() {
        server.on("GET /v1/cache", 200, REPORT);
        var report = caches.report();
        assertThat(report.enabled()).isTrue();
        assertThat(report.settled()).isEqualTo(new Queries(3, 1));
        assertThat(report.current()).isEqualTo(new Queries(0, 2));
        assertThat(report.loads()).isEqualTo(4);
        assertThat(report.joined()).isEqualTo(5);
        assertThat(report.meanLoad()).isEqualTo(Duration.ofNanos(4_257_000));
        assertThat(report.looks()).isEqualTo(20);
        assertThat(report.meanLook()).isEqualTo(Duration.ofNanos(211_000));
        assertThat(report.refreshed()).isEqualTo(6);
        assertThat(report.outdated()).isEqualTo(7);
        assertThat(report.unusable()).isEqualTo(8);
        assertThat(report.tiers())
                .containsExactly(
                        new Tier(
                                "cache-redis",
                                Reach.SHARED,
                                "half-open",
                                9,
                                10,
                                11,
                                Optional.of(new Stats(12, 13, 14, Map.of("capacity", 15L), -1, -1, 16))),
                        new Tier("cache-local", Reach.LOCAL, "closed", 0, 0, 0, Optional.empty()));
        assertThat(report.prepared()).contains(new Prepared(17, Map.of("custom", 18L)));
    }

    @Test
    void aReportThatLacksAMemberIsRefused() {
        server.on("GET /v1/cache", 200, REPORT.replace("\"settled\"", "\"past\""))
                .on("GET /v1/cache", 200, REPORT.replace("4.257", "\"4.257\""));
        for (String member : List.of("settled", "meanLoadMillis")) {
            assertThatThrownBy(caches::report)
                    .isInstanceOf(AuditDbException.class)
                    .cause()
                    .hasMessageContaining(member);
        }
    }

    @Test
    void ordersAreSentAsTheyAre() {
        server.on("POST /v1/cache/invalidate", Reply.of(204, "application/json", ""))
                .on("POST /v1/cache/clear", Reply.of(204, "application/json", ""))
                .on(
                        "POST /v1/cache/warm",
                        200,
                        "{\"queries\":[{\"query\":\"tenant=clinic\",\"events\":3,\"millis\":12,\"problem\":null}]}");
        caches.invalidate(new CacheInvalidation("clinic", Set.of("type:page", "subject:p-1")));
        assertThat(caches.warm())
                .containsExactly(new CacheWarming("tenant=clinic", 3, Duration.ofMillis(12), Optional.empty()));
        caches.clear();
        assertThat(server.requests().get(0).body())
                .isEqualTo("{\"tenant\":\"clinic\",\"tags\":[\"subject:p-1\",\"type:page\"]}");
        assertThat(server.last().body()).isEqualTo("{}");
    }

    @Test
    void whatThePlatformFindsWrongIsPassedOnAndNothingIsRepeated() {
        server.on(
                        "POST /v1/cache/invalidate",
                        Reply.of(
                                400,
                                "application/problem+json",
                                "{\"detail\":\"The order cannot be carried out\",\"code\":\"INVALID_REQUEST\","
                                        + "\"faults\":[{\"path\":\"/tags\",\"problem\":\"is of no known kind\"}]}"))
                .on(
                        "POST /v1/cache/clear",
                        Reply.of(
                                503,
                                "application/problem+json",
                                "{\"detail\":\"away\",\"code\":\"DATABASE_UNAVAILABLE\",\"retryAfterMillis\":1}"));
        assertThatThrownBy(() -> caches.invalidate(new CacheInvalidation("clinic", Set.of("colour:red"))))
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        e -> assertThat(e.faults()).containsExactly(new Fault("/tags", "is of no known kind")));
        assertThatThrownBy(caches::clear)
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        e -> assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE));
        assertThat(server.requests()).hasSize(2);
    }
}
