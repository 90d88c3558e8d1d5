package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.operations.StatementQuery.Order;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestPerformanceRoutes {
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

    @Test
    void showsWhatStatementsCost() throws Exception {
        assertThat(api.get("/v1/performance/statements", "operate").body())
                .isEqualTo("{\"source\":\"pg_stat_statements\",\"from\":\"2026-03-01T10:00:00Z\","
                        + "\"to\":\"2026-03-01T10:01:00Z\",\"totalMillis\":9,\"slowestMillis\":4.5,"
                        + "\"statements\":[{\"id\":\"00000000000000ff\",\"node\":\"primary\",\"text\":\"SELECT $1\","
                        + "\"calls\":2,\"totalMillis\":9,\"meanMillis\":4.5,\"meanMillisBefore\":null,\"share\":0.5,"
                        + "\"rows\":1,\"blocksHit\":2,\"blocksRead\":3,\"blocksSpilled\":4,\"walBytes\":5,"
                        + "\"plan\":[\"Result\"],\"advice\":[\"asks for nothing\"]}],\"remarks\":[\"a remark\"]}");
        assertThat(api.monitor.asked)
                .isEqualTo(new StatementQuery(Duration.ofDays(1), Duration.ZERO, Order.TOTAL, 20, false));
        api.get("/v1/performance/statements?period=7d&threshold=250ms&order=mean&limit=5&refresh=true", "operate");
        assertThat(api.monitor.asked)
                .isEqualTo(new StatementQuery(Duration.ofDays(7), Duration.ofMillis(250), Order.MEAN, 5, true));
    }

    @Test
    void saysWhatIsWrongWithTheParameters() throws Exception {
        HttpResponse<String> answer =
                api.get("/v1/performance/statements?period=long&order=colour&limit=many&hidden=1", "operate");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("must be a number with a unit", "must be one of total, mean, calls", "must be a whole number")
                .contains("hidden");
        assertThat(api.get("/v1/performance/statements?limit=0", "operate").body())
                .contains("\"limit\"", "must be between 1 and 200");
    }

    @Test
    void showsWhatIsExpected() throws Exception {
        String body = api.get("/v1/performance/forecast?horizon=24h", "operate").body();
        assertThat(body)
                .isEqualTo(
                        "{\"forecasts\":[{\"figure\":\"events\",\"kind\":\"total\",\"unit\":\"events\",\"last\":12.0,"
                                + "\"method\":\"seasonal_trend\",\"error\":{\"mean\":1,\"repeated\":2,\"actual\":10.0,\"hours\":168},"
                                + "\"knownHours\":504,\"points\":[{\"hour\":\"2026-03-02T10:00:00Z\",\"expected\":12.5,\"low\":11.0,"
                                + "\"high\":14.0}]}],\"remarks\":[\"pool:old: too little is known\"]}");
        assertThat(api.get("/v1/performance/forecast?horizon=soon", "operate").body())
                .contains("horizon", "must be a number with a unit");
    }

    @Test
    void showsTablesAndAdvice() throws Exception {
        assertThat(api.get("/v1/performance/tables", "operate").body())
                .isEqualTo("{\"tables\":[{\"table\":\"audit_event\",\"partitions\":2,\"bytes\":4096,"
                        + "\"indexBytes\":8192,\"rows\":10,\"deadRows\":1,\"airBytes\":null,\"changedRows\":3,"
                        + "\"vacuumed\":\"2026-03-01T10:00:00Z\",\"analyzed\":null,\"freezeAge\":77}]}");
        assertThat(api.get("/v1/performance/advice", "operate").body())
                .isEqualTo("{\"advice\":[{\"kind\":\"index-unused\",\"subject\":\"some_index\","
                        + "\"recommendation\":\"drop it\",\"evidence\":\"0 scans\","
                        + "\"statements\":[\"DROP INDEX some_index\"]}],"
                        + "\"remarks\":[\"sessions could not be judged\"]}");
    }
}
