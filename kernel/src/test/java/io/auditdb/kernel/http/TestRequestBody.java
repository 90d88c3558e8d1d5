package io.auditdb.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestRequestBody {
    private final TestingListener http = new TestingListener();

    @BeforeEach
    void routes() {
        http.route(
                "POST",
                "/bounded",
                null,
                exchange ->
                        exchange.respond(200, "text/plain", "" + exchange.body().readAllBytes().length));
        http.route("POST", "/unlimited", null, exchange -> {
            var buffer = new byte[8192];
            long count = 0;
            var in = exchange.unlimitedBody();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
            exchange.respond(200, "text/plain", "" + count);
        });
        http.route("POST", "/unread", null, exchange -> {
            throw new io.auditdb.api.error.AuditDbException(
                    io.auditdb.api.error.StandardErrorCode.INVALID_REQUEST, "Refused at once");
        });
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aBodyUpToTheLimitIsRead() throws Exception {
        assertThat(http.post("/bounded", new byte[64 * 1024]).body()).isEqualTo("65536");
    }

    @Test
    void aLargerBodyIsRefusedWithTheLimit() throws Exception {
        var response = http.post("/bounded", new byte[64 * 1024 + 1]);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(http.problem(response)).containsEntry("code", "TOO_LARGE");
        assertThat(response.body()).contains("64KB");
    }

    @Test
    void aLargerBodyOfUnknownLengthIsRefused() throws Exception {
        var stream = java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(new byte[1 << 20]));
        var response = http.send(http.request("/bounded").POST(stream));
        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void aRefusedCallerWhoStillSendsSeesTheAnswer() throws Exception {
        for (int i = 0; i < 20; i++) {
            var response = http.post("/unread", new byte[4 << 20]);
            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aRefusedCallerWhoStallsIsNotWaitedForLong() throws Exception {
        long started = System.nanoTime();
        String response = http.raw("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
        assertThat(response).startsWith("HTTP/1.1 400 ");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aStreamedBodyHasNoLimit() throws Exception {
        assertThat(http.post("/unlimited", new byte[16 << 20]).body()).isEqualTo("16777216");
    }

    @Test
    void gzipIsUnpacked() throws Exception {
        assertThat(gzipped("/bounded", gzip(new byte[50_000])).body()).isEqualTo("50000");
    }

    @Test
    void theLimitHoldsForWhatIsUnpacked() throws Exception {
        assertThat(gzipped("/bounded", gzip(new byte[70_000])).statusCode()).isEqualTo(413);
    }

    @Test
    void everyMemberOfAGzipBodyIsRead() throws Exception {
        var members = new ByteArrayOutputStream();
        byte[] random = new byte[20_000];
        new Random(1).nextBytes(random);
        for (int i = 0; i < 3; i++) {
            members.write(gzip(random));
        }
        assertThat(gzipped("/unlimited", members.toByteArray()).body()).isEqualTo("60000");
    }

    @Test
    void aBodyThatExpandsTooFarIsRefused() throws Exception {
        var response = gzipped("/unlimited", gzip(new byte[64 << 20]));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("http.max-expansion");
    }

    @Test
    void brokenGzipIsMalformed() throws Exception {
        byte[] whole = gzip(new byte[50_000]);
        byte[] flipped = whole.clone();
        flipped[whole.length - 6] ^= 1;
        for (byte[] broken : new byte[][] {
            Arrays.copyOf(whole, whole.length - 10),
            flipped,
            "plain".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            {}
        }) {
            var response = gzipped("/bounded", broken);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(http.problem(response)).containsEntry("code", "MALFORMED_INPUT");
        }
    }

    @Test
    void anotherEncodingIsNotSupported() throws Exception {
        var response = http.post("/bounded", new byte[10], "Content-Encoding", "br");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(http.problem(response)).containsEntry("code", "UNSUPPORTED_FORMAT");
    }

    private java.net.http.HttpResponse<String> gzipped(String path, byte[] body) throws Exception {
        return http.post(path, body, "Content-Encoding", "gzip");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
