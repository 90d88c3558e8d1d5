package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestPoolRoutes {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void showsWhatEachPoolDoesAndWhyItIsAsLargeAsItIs() throws Exception {
        assertThat(api.get("/v1/performance/pools", "operate").body())
                .isEqualTo("{\"pools\":[{\"name\":\"primary-read\",\"state\":\"overloaded\",\"min\":2,\"max\":20,"
                        + "\"size\":4,\"active\":3,\"idle\":1,\"waiting\":5,\"failed\":6,"
                        + "\"acquire\":{\"count\":7,\"p50Millis\":0,\"p95Millis\":1.234,\"p99Millis\":1.234,"
                        + "\"longestMillis\":20.0},\"use\":{\"count\":8,\"p50Millis\":1.234,\"p95Millis\":1.234,"
                        + "\"p99Millis\":1.234,\"longestMillis\":1.234},\"lanes\":[{\"lane\":\"interactive\","
                        + "\"active\":3,\"waiting\":5,\"acquired\":100,\"refused\":9,\"timedOut\":10}],"
                        + "\"resizes\":[{\"at\":\"2026-03-02T07:45:00Z\",\"from\":2,\"to\":4,"
                        + "\"why\":\"2.0 in use and 1.5 waiting\"}]}]}");
        assertThat(api.get("/v1/performance/pools?pool=x", "operate").statusCode())
                .isEqualTo(400);
    }
}
