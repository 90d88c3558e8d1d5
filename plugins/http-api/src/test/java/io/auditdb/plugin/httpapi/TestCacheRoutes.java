package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.Fault;
import io.auditdb.api.storage.CacheInvalidation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestCacheRoutes {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return api.post("/v1/cache/" + path, "operate", "application/json", body.replace('\'', '"'));
    }

    @Test
    void showsWhatCachingBringsAndWhatEachCacheSays() throws Exception {
        assertThat(api.get("/v1/cache", "operate").body())
                .isEqualTo("{\"enabled\":true,\"settled\":{\"hits\":3,\"misses\":1,\"hitRatio\":0.75},"
                        + "\"current\":{\"hits\":0,\"misses\":0,\"hitRatio\":0},\"loads\":7,\"joined\":8,"
                        + "\"meanLoadMillis\":4.2,\"looks\":17,\"meanLookMillis\":0.2,\"refreshed\":9,\"outdated\":10,\"unusable\":11,\"tiers\":["
                        + "{\"name\":\"cache-local\",\"reach\":\"local\",\"breaker\":\"closed\",\"failures\":0,"
                        + "\"bypassed\":0,\"hits\":2,\"stats\":{\"hits\":40,\"misses\":2,\"puts\":3,"
                        + "\"evictions\":{\"capacity\":4,\"expiry\":5},\"entries\":6,\"bytes\":4096,\"maxBytes\":8192}},"
                        + "{\"name\":\"cache-redis\",\"reach\":\"shared\",\"breaker\":\"half-open\",\"failures\":12,"
                        + "\"bypassed\":13,\"hits\":1,\"stats\":null}],"
                        + "\"prepared\":{\"statements\":14,\"plans\":{\"custom\":15,\"generic\":16}}}");
        api.caches.prepared = false;
        assertThat(api.get("/v1/cache", "operate").body()).endsWith("\"prepared\":null}");
    }

    @Test
    void invalidatesWhatIsNamed() throws Exception {
        assertThat(post("invalidate", "{'tenant':'clinic','tags':['subject:p-1','type:page']}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(api.caches.invalidated)
                .isEqualTo(new CacheInvalidation("clinic", Set.of("subject:p-1", "type:page")));
        assertThat(post("invalidate", "{'tenant':'*'}").statusCode()).isEqualTo(204);
        assertThat(api.caches.invalidated).isEqualTo(new CacheInvalidation("*", Set.of()));
    }

    @Test
    void namesEveryFaultOfABody() throws Exception {
        HttpResponse<String> refused = post("invalidate", "{'tags':['type:page',7],'subject':'p-1'}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"/tenant\"", "\"/tags/1\"", "\"/subject\"");
        assertThat(post("invalidate", "{'tenant':7,'tags':'type:page'}").body()).contains("\"/tenant\"", "\"/tags\"");
        assertThat(post("clear", "{'tenant':'clinic'}").body()).contains("\"/tenant\"");
        assertThat(post("warm", "{'tenant':'clinic'}").body()).contains("\"/tenant\"");
        assertThat(api.post("/v1/cache/clear", "operate", "text/plain", "{}").statusCode())
                .isEqualTo(415);
        assertThat(api.get("/v1/cache?tenant=clinic", "operate").statusCode()).isEqualTo(400);
        assertThat(api.caches.invalidated).isNull();
        assertThat(api.caches.cleared).isFalse();
    }

    @Test
    void passesOnWhatIsWrongWithAnOrder() throws Exception {
        api.caches.faults = List.of(new Fault("/tags", "is of no known kind"), new Fault("/tags", "is no UUID"));
        HttpResponse<String> refused = post("invalidate", "{'tenant':'clinic','tags':['colour:red','event:x']}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"INVALID_REQUEST\"", "is of no known kind", "is no UUID");
    }

    @Test
    void clears() throws Exception {
        assertThat(post("clear", "{}").statusCode()).isEqualTo(204);
        assertThat(api.caches.cleared).isTrue();
    }

    @Test
    void warmsAndSaysWhatBecameOfEachQuery() throws Exception {
        assertThat(post("warm", "{}").body())
                .isEqualTo("{\"queries\":[{\"query\":\"tenant=clinic\",\"events\":100,\"millis\":12,\"problem\":null},"
                        + "{\"query\":\"tenant=ops\",\"events\":0,\"millis\":0,\"problem\":\"too slow\"}]}");
    }
}
