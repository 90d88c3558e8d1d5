package io.auditdb.kernel.spool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.kernel.ingest.AcceptedEvent;
import io.auditdb.kernel.ingest.SpoolSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is in the spool into the database, in the order it came, one commit after the other. A file is deleted when
 * all of it is there; after a crash in between, the database knows which of its events it has.
 */
final class Drain implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int EVENTS_AT_ONCE = 2000;

    private final SpoolSettings settings;
    private final SpoolFiles files;
    private final SpoolFormat format;
    private final SpoolQueue queue;
    private final SpoolCounts counts;
    private final Destination database;
    private final Consumer<Arrival> onRelease;
    /** Whether the database took something since it last did not. */
    private boolean back;

    Drain(
            SpoolSettings settings,
            SpoolFiles files,
            SpoolFormat format,
            SpoolQueue queue,
            SpoolCounts counts,
            Destination database,
            Consumer<Arrival> onRelease) {
        this.settings = settings;
        this.files = files;
        this.format = format;
        this.queue = queue;
        this.counts = counts;
        this.database = database;
        this.onRelease = onRelease;
    }

    @Override
    public void run() {
        while (queue.awaitWork()) {
            try {
                step();
            } catch (IOException | RuntimeException e) {
                back = false;
                queue.resume();
                counts.notDraining(e);
                LOG.debug("The spool cannot be brought into the database yet", e);
                queue.pause(settings.retryPause());
            }
        }
    }

    /** Once the database is back, arrivals wait for the last file, so that the spool comes to an end under any load. */
    private void step() throws IOException {
        boolean last = back && files.content().segments() <= 1;
        if (last) {
            queue.hold();
        }
        Optional<Segment> segment = files.oldest();
        if (segment.isPresent()) {
            pour(segment.get());
            files.remove(segment.get());
            back = true;
        }
        if (!last && segment.isEmpty()) {
            queue.open();
            back = false;
            queue.pause(settings.retryPause());
        } else if (last && files.content().segments() == 0) {
            release();
        } else if (last) {
            queue.resume();
        }
    }

    private void release() {
        back = false; // by the next time it may be away again
        queue.release().forEach(onRelease);
    }

    private void pour(Segment segment) throws IOException {
        var window = new ArrayList<AcceptedEvent>();
        int first = 0;
        for (SpooledEvents record : files.read(segment)) {
            if (!window.isEmpty() && window.size() + record.count() > EVENTS_AT_ONCE) {
                store(segment, first, window);
                first += window.size();
                window.clear();
            }
            window.addAll(format.read(record));
        }
        store(segment, first, window);
    }

    /** What was accepted together goes in together, unless the database refuses some of it. */
    private void store(Segment segment, int first, List<AcceptedEvent> events) throws IOException {
        if (events.isEmpty()) {
            return;
        }
        try {
            store(events);
        } catch (AuditDbException e) {
            if (e.code().kind() != ErrorKind.CALLER) {
                throw e;
            }
            for (int i = 0; i < events.size(); i++) {
                storeOrPutAside(segment, first + i, events.get(i));
            }
        }
    }

    private void storeOrPutAside(Segment segment, int number, AcceptedEvent event) throws IOException {
        try {
            store(List.of(event));
        } catch (AuditDbException e) {
            if (e.code().kind() != ErrorKind.CALLER) {
                throw e;
            }
            files.quarantine(segment, number, format.write(List.of(event)));
            LOG.error(
                    "The database refuses the event {} that was spooled ({}); it is kept in quarantine",
                    event.event().id(),
                    e.code().name());
        }
    }

    private void store(List<AcceptedEvent> events) {
        List<Appended> stored = await(database.store(List.copyOf(events)));
        long duplicates = stored.stream().filter(Appended::duplicate).count();
        counts.stored(stored.size() - duplicates, duplicates);
    }

    /** Nobody else is kept waiting for longer than an append waits for the database. */
    private List<Appended> await(CompletableFuture<List<Appended>> answer) {
        long patience = settings.patience().toMillis();
        while (true) {
            try {
                return answer.get(patience, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                queue.resume();
                if (queue.isClosed()) {
                    throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof AuditDbException problem
                        ? problem
                        : new AuditDbException(StandardErrorCode.INTERNAL_ERROR, "The append failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", e);
            }
        }
    }
}
