package io.auditdb.benchmarks;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.event.EventJson;
import io.auditdb.testing.TestingAuditDb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Events as NDJSON over HTTP, one request a connection. */
final class HttpAppend {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;
    private final String token;

    HttpAppend(TestingAuditDb audit) throws IOException {
        this.uri = URI.create(audit.platform().httpUri().orElseThrow() + "/v1/events");
        this.token = Files.readString(audit.var().resolve("admin.token")).strip();
    }

    /** Returns the bodies of {@code count} requests that share the events. */
    static List<byte[]> bodies(Json json, List<List<AuditEvent>> requests, int count) {
        var bodies = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            var body = new ByteArrayOutputStream();
            for (int j = i; j < requests.size(); j += count) {
                for (AuditEvent event : requests.get(j)) {
                    json.write(EventJson.of(event), body);
                    body.write('\n');
                }
            }
            bodies.add(body.toByteArray());
        }
        return bodies;
    }

    void append(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException("The platform answered " + response.statusCode() + ": " + response.body());
        }
    }
}
