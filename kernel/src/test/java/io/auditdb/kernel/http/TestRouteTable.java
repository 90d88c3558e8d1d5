package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.http.HttpRoute;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestRouteTable {
    @Test
    void aLiteralWinsOverAParameterWinsOverTheRest() {
        var table = table("GET /a/{rest*}", "GET /a/{name}", "GET /a/b");
        assertThat(path(table, "GET", "a", "b")).isEqualTo("/a/b");
        assertThat(path(table, "GET", "a", "c")).isEqualTo("/a/{name}");
        assertThat(path(table, "GET", "a", "c", "d")).isEqualTo("/a/{rest*}");
        assertThat(path(table, "GET", "a", "")).isEqualTo("/a/{rest*}");
    }

    @Test
    void anEarlierLiteralWeighsMore() {
        var table = table("GET /{x}/list", "GET /a/{y}");
        assertThat(path(table, "GET", "a", "list")).isEqualTo("/a/{y}");
        assertThat(path(table, "GET", "b", "list")).isEqualTo("/{x}/list");
    }

    @Test
    void tellsWhatParametersStandFor() {
        var table = table("GET /tile/{level}/{path*}");
        assertThat(table.find("GET", List.of("tile", "0", "x001", "234.p", "5"))
                        .match()
                        .orElseThrow()
                        .parameters())
                .isEqualTo(Map.of("level", "0", "path", "x001/234.p/5"));
    }

    @Test
    void aParameterIsNotEmpty() {
        assertThat(table("GET /a/{x}").find("GET", List.of("a", "")).allowed()).isEmpty();
    }

    @Test
    void aMoreGeneralRouteAnswersTheMethodThatASpecificOneLacks() {
        var table = table("POST /a/b", "GET /a/{x}");
        assertThat(path(table, "GET", "a", "b")).isEqualTo("/a/{x}");
        assertThat(table.find("DELETE", List.of("a", "b")).allowed()).containsExactly("GET", "HEAD", "OPTIONS", "POST");
    }

    @Test
    void headIsAnsweredByGet() {
        assertThat(path(table("GET /a"), "HEAD", "a")).isEqualTo("/a");
    }

    @Test
    void ofTwoEqualRoutesTheFirstIsUsed() {
        var table = table("GET /a/{x}", "GET /a/{y}");
        assertThat(path(table, "GET", "a", "1")).isEqualTo("/a/{x}");
    }

    @Test
    void leavesOutARouteThatMakesNoSense() {
        var table = table("GET /a/{x*}/b", "GET /{x}/{x}", "GET /c");
        assertThat(table.find("GET", List.of("a", "1", "b")).match()).isEmpty();
        assertThat(table.find("GET", List.of("1", "1")).match()).isEmpty();
        assertThat(path(table, "GET", "c")).isEqualTo("/c");
    }

    private static RouteTable table(String... routes) {
        return new RouteTable(Arrays.stream(routes)
                .map(route -> route.split(" ", -1))
                .map(route -> new HttpRoute(route[0], route[1], null, exchange -> {}))
                .toList());
    }

    private static String path(RouteTable table, String method, String... segments) {
        return table.find(method, List.of(segments))
                .match()
                .orElseThrow()
                .route()
                .path();
    }
}
