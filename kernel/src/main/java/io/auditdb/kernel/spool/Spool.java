package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.kernel.ingest.Overflow;
import io.auditdb.kernel.ingest.SpoolSettings;
import io.auditdb.kernel.security.KeyDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps accepted events on disk while the database is away, and brings them there in the order they came. As long as any
 * wait, later ones line up behind them, so that whoever waits for each answer finds his events stored in his order. Safe
 * for use by many threads.
 */
public final class Spool implements Overflow, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final SpoolSettings settings;
    private final SpoolFiles files;
    private final SpoolFormat format;
    private final SpoolCounts counts = new SpoolCounts();
    private final SpoolQueue queue;
    private final Thread writer = new Thread(this::write, "audit-db-spool-writer");
    private Thread drain;

    private Spool(SpoolSettings settings, SpoolFiles files, Json json) {
        this.settings = settings;
        this.files = files;
        this.format = new SpoolFormat(json);
        this.queue = new SpoolQueue(settings, files, counts);
    }

    /**
     * Opens the spool below {@code var}; nothing when it is switched off and no events of an earlier time lie in it.
     *
     * @throws AuditDbException {@code CONFLICT} when another process uses the directory, {@code INVALID_CONFIG} when it
     *     cannot be used
     */
    public static Optional<Spool> open(SpoolSettings settings, Path var, KeyDirectory keys, Json json) {
        Path directory = var.resolve(settings.directory());
        try {
            if (!settings.enabled() && !Recovery.holdsEvents(directory)) {
                return Optional.empty();
            }
            var files = SpoolFiles.open(
                    directory,
                    keys.secretKey("spool.key"),
                    settings.segmentSize().bytes());
            return Optional.of(new Spool(settings, files, json));
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG, "Cannot use the spool " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Begins to write, and to bring what is there into the database. */
    public void start(Destination database) {
        long left = files.content().events();
        if (left > 0) {
            LOG.info("{} events are in the spool from before; they go to the database first", left);
        }
        drain = new Thread(
                new Drain(settings, files, format, queue, counts, database, this::forward), "audit-db-spool-drain");
        for (Thread thread : List.of(writer, drain)) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public CompletableFuture<List<Appended>> submit(Submitted submitted) {
        if (!settings.enabled()) {
            return submitted.store();
        }
        return queue.isAhead() ? lineUp(submitted) : attempt(submitted);
    }

    /** Lets the database have them first, and the spool when that is away. */
    private CompletableFuture<List<Appended>> attempt(Submitted submitted) {
        CompletableFuture<List<Appended>> stored;
        try {
            stored = submitted.store();
        } catch (AuditDbException e) {
            if (!Reachability.isAway(e)) {
                throw e;
            }
            return take(submitted, e);
        }
        return stored.copy()
                .orTimeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> instead(submitted, failure));
    }

    private CompletableFuture<List<Appended>> instead(Submitted submitted, Throwable failure) {
        Throwable cause = cause(failure);
        return Reachability.isAway(cause) ? take(submitted, cause) : CompletableFuture.failedFuture(cause);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletableFuture<List<Appended>> take(Submitted submitted, Throwable reason) {
        var arrival = new Arrival(submitted, format.write(submitted.events()));
        if (queue.add(arrival)) {
            return arrival.answer();
        }
        counts.refused(arrival.record().count());
        return CompletableFuture.failedFuture(refusal(reason));
    }

    private CompletableFuture<List<Appended>> lineUp(Submitted submitted) {
        var arrival = new Arrival(submitted, format.write(submitted.events()));
        return switch (queue.lineUp(arrival)) {
            case TAKEN -> arrival.answer();
            case NONE_AHEAD -> attempt(submitted);
            case FULL -> {
                counts.refused(arrival.record().count());
                throw refusal(null);
            }
        };
    }

    private AuditDbException refusal(Throwable reason) {
        if (queue.isClosed()) {
            return new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", reason);
        }
        String why = reason instanceof TimeoutException
                ? "The database did not answer within " + settings.patience() + ", and the spool is full; repeating the"
                        + " request with the same ids is safe"
                : "The database cannot be reached, and the spool is full; nothing was stored";
        return new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, why, RETRY_AFTER, reason);
    }

    private void write() {
        for (List<Arrival> group = queue.next(); !group.isEmpty(); group = queue.next()) {
            try {
                files.append(group.stream().map(Arrival::record).toList());
                group.forEach(arrival -> counts.spooled(arrival.record().count()));
                queue.written(group);
                group.forEach(Arrival::spooled);
            } catch (IOException | RuntimeException e) {
                LOG.error("{} submissions could not be written to the spool, and are refused", group.size(), e);
                group.forEach(arrival -> counts.refused(arrival.record().count()));
                queue.written(group);
                var problem = new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "The database cannot be reached, and the spool cannot be written; repeating the request with the"
                                + " same ids is safe",
                        RETRY_AFTER,
                        e);
                group.forEach(arrival -> arrival.refuse(problem));
            }
        }
    }

    /** Sends on what waited for the last of the spool. */
    private void forward(Arrival held) {
        try {
            attempt(held.submitted()).thenAccept(held.answer()::complete).exceptionally(failure -> {
                held.answer().completeExceptionally(cause(failure));
                return null;
            });
        } catch (AuditDbException e) {
            held.refuse(e);
        }
    }

    /** Returns how things stand. */
    public SpoolReport report() {
        return counts.report(settings, queue.isAhead(), files.content());
    }

    /** Returns whether it takes events, should the database be away. */
    boolean takesEvents() {
        return settings.enabled() && !queue.isFull();
    }

    /** Writes what waits, and leaves the rest of the way to the next start. */
    @Override
    public void close() throws IOException {
        queue.close();
        try {
            for (Thread thread : drain == null ? List.<Thread>of() : List.of(writer, drain)) {
                thread.join(STOP_TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        files.close();
    }
}
