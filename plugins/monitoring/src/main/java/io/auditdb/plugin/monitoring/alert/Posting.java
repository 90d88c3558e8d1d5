package io.auditdb.plugin.monitoring.alert;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Posts JSON. With {@link HttpURLConnection}, because {@code java.net.http} has threads of its own that do not end with a
 * plugin. Safe for use by many threads.
 */
final class Posting {
    private final URI url;
    private final Duration timeout;

    Posting(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
    }

    /** Returns where to, without what may be secret. */
    String place() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }

    void post(String body, Map<String, String> headers) throws IOException {
        var connection = (HttpURLConnection) url.toURL().openConnection();
        try {
            connection.setRequestMethod("POST");
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            headers.forEach(connection::setRequestProperty);
            try (var out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            if (status < 200 || status > 299) {
                throw new IOException(place() + " answered " + status);
            }
        } finally {
            connection.disconnect();
        }
    }
}
