package io.auditdb.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request that is much larger than the heap; {@code memory.megabytes} says how large. */
class ITMemory {
    private static final long MEGABYTES = Long.getLong("memory.megabytes", 100);

    @Test
    void takesInMoreThanFitsTheHeapInOneRequest(@TempDir Path directory) throws Exception {
        Installation installation =
                Installation.unpackPrepared(directory).with("AUDIT_DB_JAVA_OPTS", "-Xmx64m -XX:+UseSerialGC");
        try (Daemon daemon = installation.startDaemon()) {
            var lines = new Lines(MEGABYTES << 20);
            long start = System.nanoTime();

            HttpResponse<String> answer =
                    daemon.post("/v1/events", "application/x-ndjson", BodyPublishers.ofInputStream(() -> lines));

            System.out.printf(
                    "%d MB in %d events with a heap of 64 MB in %.1f s%n",
                    MEGABYTES, lines.count, (System.nanoTime() - start) / 1e9);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            Map<?, ?> result = installation.object(answer.body());
            assertThat(((Number) result.get("stored")).longValue()).isEqualTo(lines.count);
            new Aftermath(installation).awaitSealed(daemon);
            assertThat(daemon.log("ERROR")).isEmpty();
        }
    }

    /** Events made while they are read. */
    private static final class Lines extends InputStream {
        private static final String DETAIL = "y".repeat(2000);

        private final long size;
        private long made;
        private long count;
        private byte[] line = new byte[0];
        private int position;

        Lines(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return hasMore() ? line[position++] : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (!hasMore()) {
                return -1;
            }
            int read = Math.min(length, line.length - position);
            System.arraycopy(line, position, bytes, offset, read);
            position += read;
            return read;
        }

        private boolean hasMore() {
            if (position == line.length && made < size) {
                line = event(count++).getBytes(UTF_8);
                made += line.length;
                position = 0;
            }
            return position < line.length;
        }

        private static String event(long i) {
            return "{\"id\":\"" + new UUID(0x4000L, 0x8000000000000000L | i)
                    + "\",\"occurredAt\":\"2026-03-01T10:15:30Z\",\"tenant\":\"clinic\",\"action\":\"fhir.patient.read\","
                    + "\"status\":\"success\",\"principal\":{\"id\":\"dr-" + i % 100 + "\"},\"details\":{\"note\":\""
                    + DETAIL + "\"}}\n";
        }
    }
}
