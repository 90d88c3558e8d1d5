package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.http.HttpRoute;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestOpenApi {
    private TestingApi api;
    private Map<String, Object> document;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        api = new TestingApi();
        document = api.object(api.get("/openapi.json", null));
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void describesEveryRouteAndNoOther() {
        var described = new TreeMap<String, String>();
        paths().forEach((path, operations) -> object(operations).forEach((method, operation) -> {
            if (!object(operation).containsKey("x-plugin")) { // those of others are asked for in a daemon
                described.put(
                        method.toUpperCase(Locale.ROOT) + " " + path,
                        String.valueOf(object(operation).get("x-right")));
            }
        }));
        var registered = new TreeMap<String, String>();
        for (HttpRoute route : api.plugin.routes()) {
            registered.put(
                    route.method() + " " + route.path().replace("*}", "}"),
                    route.right() == null ? "null" : route.right().text());
        }
        assertThat(described).isEqualTo(registered);
    }

    @Test
    void describesEveryParameterOfAQuery() {
        assertThat(parameters("/v1/events", "get")).isEqualTo(new TreeSet<>(EventQueryParameters.NAMES));
    }

    @Test
    void everyParameterInAPathIsDescribed() {
        paths().forEach((path, operations) -> object(operations).keySet().forEach(method -> {
            var inPath = Pattern.compile("\\{(\\w+)}")
                    .matcher(path)
                    .results()
                    .map(r -> r.group(1))
                    .toList();
            assertThat(parameters(path, method)).as(path).containsAll(inPath);
        }));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = Pattern.compile("\"#/([^\"]+)\"")
                .matcher(api.json.write(document))
                .results();
        assertThat(references.map(r -> r.group(1)).distinct()).isNotEmpty().allSatisfy(reference -> {
            Object place = document;
            for (String step : reference.split("/", -1)) {
                place = object(place).get(step);
            }
            assertThat(place).isNotNull();
        });
    }

    @Test
    void everyOperationHasItsOwnName() {
        var names = paths().values().stream()
                .flatMap(operations -> object(operations).values().stream())
                .map(operation -> object(operation).get("operationId"))
                .toList();
        assertThat(names).doesNotHaveDuplicates().doesNotContainNull();
    }

    private Set<String> parameters(String path, String method) {
        var names = new TreeSet<String>();
        Object parameters = object(object(paths().get(path)).get(method)).getOrDefault("parameters", List.of());
        ((List<?>) parameters)
                .forEach(parameter -> names.add((String) object(parameter).get("name")));
        return names;
    }

    private Map<String, Object> paths() {
        return object(document.get("paths"));
    }

    @SuppressWarnings("unchecked") // JSON objects have texts for names
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
