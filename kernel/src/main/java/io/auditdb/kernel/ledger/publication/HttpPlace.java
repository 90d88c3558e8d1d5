package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.ledger.Checkpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.Optional;

/** A URL that takes a PUT, and gives back with GET what it took. */
final class HttpPlace implements Place {
    private static final int MAX_NOTE_BYTES = 64 * 1024;

    private final URI uri;
    private final PublishSettings settings;
    private final BoundedHttp http;

    HttpPlace(URI uri, PublishSettings settings) {
        this.uri = uri;
        this.settings = settings;
        this.http = new BoundedHttp(settings.timeout(), MAX_NOTE_BYTES);
    }

    @Override
    public Optional<String> read() throws IOException, InterruptedException {
        BoundedHttp.Answer answer = http.send(request().GET().build());
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw new IOException("GET is answered with status " + answer.status());
        }
        return Optional.of(answer.body());
    }

    @Override
    public void write(Checkpoint checkpoint) throws IOException, InterruptedException {
        HttpRequest put = request()
                .header("Content-Type", "text/plain; charset=utf-8")
                .PUT(HttpRequest.BodyPublishers.ofString(checkpoint.note()))
                .build();
        int status = http.send(put).status();
        if (status < 200 || status > 299) {
            throw new IOException("PUT is answered with status " + status);
        }
    }

    private HttpRequest.Builder request() throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (settings.tokenFile().isPresent()) {
            // read each time, so that a new token needs no restart
            request.header(
                    "Authorization",
                    "Bearer " + Files.readString(settings.tokenFile().get()).strip());
        }
        return request;
    }
}
