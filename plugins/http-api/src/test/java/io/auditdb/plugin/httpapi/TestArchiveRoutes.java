package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.ledger.Violation;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestArchiveRoutes {
    private TestingApi api;

    @BeforeEach
    void open() throws IOException {
        api = new TestingApi();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private HttpResponse<String> post(String path, String token, String body) throws IOException, InterruptedException {
        return api.post("/v1/archives" + path, token, "application/json", body.replace('\'', '"'));
    }

    @Test
    void listsArchivesWithTheirContents() throws Exception {
        var archives = (List<?>) api.object(api.get("/v1/archives", "operate")).get("archives");
        assertThat(archives).hasSize(2);
        var live = (Map<?, ?>) archives.get(0);
        assertThat(live.get("state")).isEqualTo("live");
        assertThat(live.get("to")).isEqualTo("2024-06-01T00:00:00Z");
        assertThat((Map<?, ?>) live.get("contents"))
                .isEqualTo(Map.of(
                        "rows", 7L,
                        "first", "2024-05-01T00:00:00Z",
                        "last", "2024-05-01T00:00:00Z",
                        "firstLeaf", 10L,
                        "lastLeaf", 20L,
                        "checkpointSize", 30L,
                        "bytes", 4096L,
                        "sha256", "ab",
                        "manifestSha256", "cd"));
        assertThat(((Map<?, ?>) archives.get(1)).get("contents")).isNull();
    }

    @Test
    void archivesWhatEndsBeforeATime() throws Exception {
        assertThat(post("", "operate", "{'before':'2024-06-01T00:00:00Z','dryRun':true}")
                        .body())
                .contains("\"action\":\"archive\"", "\"outcome\":\"planned\"", "\"dryRun\":true");
        assertThat(api.partitions.before).isEqualTo(Instant.parse("2024-06-01T00:00:00Z"));
        assertThat(api.partitions.dry).isTrue();
        assertThat(post("", "operate", "{}").body()).contains("\"/before\"", "is missing");
    }

    @Test
    void verifiesAnArchive() throws Exception {
        String path = "/" + FakeArchives.LIVE + "/verify";
        assertThat(post(path, "verify", "{}").body()).contains("\"intact\":true", "\"violations\":[]");
        api.archives.found =
                List.of(new Violation(Violation.Kind.ARCHIVE_CHANGED, null, null, "archive a-1: its file is gone"));
        assertThat(post(path, "verify", "{}").body())
                .contains("\"intact\":false", "\"kind\":\"ARCHIVE_CHANGED\"", "its file is gone");
        assertThat(post(path, "read", "{}").statusCode()).isEqualTo(403);
        assertThat(post("/" + UUID.randomUUID() + "/verify", "verify", "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void putsAnArchiveBackInTheNameOfTheCaller() throws Exception {
        String path = "/" + FakeArchives.LIVE + "/restore";
        assertThat(api.object(post(path, "operate", "{}"))).containsEntry("rows", 7L);
        assertThat(api.archives.restoredBy).isNotBlank();
        assertThat(post(path, "operate", "{'what':1}").statusCode()).isEqualTo(400);
        assertThat(post(path, "verify", "{}").statusCode()).isEqualTo(403);
    }
}
