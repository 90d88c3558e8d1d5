package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One bulk request: good records are stored, faulty ones reported. Records go to the database in chunks, several of them
 * under way at once, so that memory does not grow with the request. For one request.
 */
final class BulkAppend {
    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpApiSettings settings;
    private final Json json;
    private final int success;
    private final BulkTally tally;
    private final BulkPipeline pipeline;

    private BulkAppend(ChunkWork work, int success, boolean dryRun, HttpApiSettings settings, Json json) {
        this.settings = settings;
        this.json = json;
        this.success = success;
        this.tally = new BulkTally(settings.maxReportedFaults(), dryRun);
        this.pipeline = new BulkPipeline(work, settings, tally);
    }

    static BulkAppend storing(AuditDatabase view, Acknowledgement level, HttpApiSettings settings, Json json) {
        return new BulkAppend(ChunkWork.append(view, level), 201, false, settings, json);
    }

    /** Says what it would do, and stores nothing. */
    static BulkAppend dry(AuditDatabase view, HttpApiSettings settings, Json json) {
        return new BulkAppend(ChunkWork.check(view), 200, true, settings, json);
    }

    void run(HttpExchange exchange, Codec codec, String tenant) throws IOException {
        try {
            store(exchange, codec, tenant);
        } catch (AuditDbException e) {
            pipeline.settle();
            if (tally.isEmpty()) {
                throw e;
            }
            answerInterrupted(exchange, e);
            return;
        }
        json.write(
                tally.members(),
                exchange.respond(tally.hasFaults() ? 207 : tally.hasSpooled() ? 202 : success, Accept.JSON));
    }

    private void store(HttpExchange exchange, Codec codec, String tenant) {
        var in = new CountingStream(exchange.unlimitedBody());
        try (var records = codec.decode(in, tenant)) {
            List<Decoded> chunk = new ArrayList<>();
            long chunkStart = 0;
            for (Iterator<Decoded> it = records.iterator(); it.hasNext(); ) {
                Decoded record = it.next();
                if (record.event() == null) {
                    tally.addFaulty(record.record(), record.faults());
                    continue;
                }
                chunk.add(record);
                if (chunk.size() >= settings.bulkChunkEvents()
                        || in.count() - chunkStart >= settings.bulkChunkBytes().bytes()) {
                    pipeline.submit(chunk);
                    chunk = new ArrayList<>();
                    chunkStart = in.count();
                }
            }
            pipeline.submit(chunk);
        }
        pipeline.finish();
    }

    /** Tells what was stored before the error, so that the caller knows; those with an id are safe to send again. */
    private void answerInterrupted(HttpExchange exchange, AuditDbException error) throws IOException {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", "about:blank");
        members.put("title", "The bulk request was interrupted");
        members.put("status", error.code().status());
        members.put(
                "detail",
                error.getMessage() + ". Before that, " + tally
                        + ". Send all again, or the rest: events with an id are stored once");
        members.put("code", error.code().name());
        members.putAll(tally.members());
        if (error.code().kind() == ErrorKind.RESOURCE) {
            Duration wait = error.retryAfter().orElse(DEFAULT_RETRY_AFTER);
            members.put("retryAfterMillis", wait.toMillis());
            exchange.setHeader("Retry-After", Long.toString(seconds(wait)));
        }
        json.write(members, exchange.respond(error.code().status(), "application/problem+json"));
    }

    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }

    /** Counts what is read, because an event does not know how large it was. */
    private static final class CountingStream extends InputStream {
        private final InputStream in;
        private long count;

        CountingStream(InputStream in) {
            this.in = in;
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }
    }
}
