package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestSpoolRoutes {
    private static final String EVENT = "{\"id\":\"11111111-2222-4333-8444-555555555555\",\"tenant\":\"clinic\","
            + "\"occurredAt\":\"2026-03-01T10:00:00Z\",\"action\":\"read\",\"status\":\"success\"}";

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
    void showsHowTheSpoolStands() throws Exception {
        api.spool = new SpoolReport(
                State.FILLING,
                3,
                4096,
                8192,
                Optional.of(Instant.parse("2026-03-01T10:00:00Z")),
                1,
                2,
                5,
                6,
                7,
                8,
                Optional.of("away"));
        assertThat(api.get("/v1/spool", "operate").body())
                .isEqualTo("{\"state\":\"filling\",\"events\":3,\"bytes\":4096,\"maxBytes\":8192,"
                        + "\"oldest\":\"2026-03-01T10:00:00Z\",\"quarantined\":1,\"outages\":2,\"spooled\":5,"
                        + "\"stored\":6,\"duplicates\":7,\"refused\":8,\"problem\":\"away\"}");
        api.spool = SpoolReport.OFF;
        assertThat(api.get("/v1/spool", "operate").body()).contains("\"state\":\"off\"", "\"oldest\":null");
    }

    @Test
    void aSpooledDocumentIsAcceptedAndHasNoReceipt() throws Exception {
        api.database.spools = true;
        HttpResponse<String> response = api.append(EVENT);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat((List<?>) api.object(response).get("events"))
                .singleElement()
                .satisfies(it -> assertThat((Map<?, ?>) it)
                        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                        .containsEntry("state", "spooled")
                        .containsEntry("receipt", null));
        api.database.spools = false;
        assertThat(api.append(EVENT).statusCode()).isEqualTo(201);
    }

    @Test
    void spooledRecordsOfABulkRequestAreCounted() throws Exception {
        api.database.spools = true;
        HttpResponse<String> response = api.bulk(EVENT + "\n");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(api.object(response))
                .containsEntry("stored", 1L)
                .containsEntry("spooled", 1L)
                .containsEntry("receipt", null);
    }
}
