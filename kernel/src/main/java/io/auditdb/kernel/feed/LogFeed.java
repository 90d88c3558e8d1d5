package io.auditdb.kernel.feed;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventFeed;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.LogNews;
import io.auditdb.kernel.query.RecordedQuery;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.EventColumns;
import io.auditdb.kernel.store.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Events as they come into the log. Safe for use by many threads. */
public final class LogFeed implements EventFeed, AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final FeedReader log;
    private final LogNews news;
    private final Function<EventColumns, RecordedEvent> recorded;
    private final FeedSettings settings;
    private final SystemLog systemLog;
    private final AccessGuard guard = new AccessGuard();
    private final Semaphore places;
    private volatile boolean stopped;

    /** Reads the log of this store, and archives. */
    public static LogFeed of(
            Store store, StoredEvents events, LogNews news, Json json, FeedSettings settings, SystemLog systemLog) {
        var log = new FeedReader(
                () -> store.connections().connection(ConnectionManager.Purpose.READ, Lane.INTERACTIVE), events);
        return new LogFeed(log, news, row -> row.recorded(json, store.identity()), settings, systemLog);
    }

    /** {@code recorded} makes an event of what is stored of it. */
    LogFeed(
            FeedReader log,
            LogNews news,
            Function<EventColumns, RecordedEvent> recorded,
            FeedSettings settings,
            SystemLog systemLog) {
        this.log = log;
        this.news = news;
        this.recorded = recorded;
        this.settings = settings;
        this.systemLog = systemLog;
        this.places = new Semaphore(settings.maxReaders());
    }

    @Override
    public Reader open(Access by, EventQuery query, OptionalLong from) {
        Set<String> tenants = guard.readableTenants(by, query.tenants());
        if (query.text().isPresent()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "Events cannot be read as they come by this",
                    List.of(new Fault("q", "has no meaning here; ask for the events afterwards")));
        }
        if (!places.tryAcquire()) {
            throw new AuditDbException(
                    StandardErrorCode.OVERLOADED,
                    settings.maxReaders() + " read events as they come already, which is the most (feed.max-readers)",
                    RETRY_AFTER,
                    null);
        }
        try {
            long start = from.isPresent() ? from.getAsLong() : log.end();
            Map<String, Object> details = RecordedQuery.details(query);
            details.put("from", start);
            systemLog.record(
                    by.principal(),
                    "audit.stream",
                    new Target("events", null),
                    query.subject(),
                    Status.SUCCESS,
                    details);
            return new Place(new FeedFilter(query, tenants), start);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** Where one reader is. */
    private final class Place implements Reader {
        private final FeedFilter filter;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Deque<Placed> read = new ArrayDeque<>();
        private long next;

        Place(FeedFilter filter, long next) {
            this.filter = filter;
            this.next = next;
        }

        @Override
        public List<Placed> read(Duration wait) {
            long deadline = System.nanoTime() + wait.toNanos();
            while (read.isEmpty()) {
                requireRunning();
                long seen = news.count();
                if (!step() && !news.await(seen, deadline - System.nanoTime())) {
                    return List.of();
                }
            }
            var some = new ArrayList<Placed>();
            while (!read.isEmpty() && some.size() < settings.step()) {
                some.add(read.removeFirst());
            }
            return some;
        }

        private void requireRunning() {
            if (stopped || Thread.currentThread().isInterrupted()) {
                throw new AuditDbException(
                        StandardErrorCode.STOPPING,
                        "The platform is stopping; go on behind the last event",
                        RETRY_AFTER,
                        null);
            }
        }

        /** Returns whether there was something, whether it was wanted or not. */
        private boolean step() {
            FeedReader.Step step = log.read(next, settings.step());
            for (FeedReader.Row row : step.rows()) {
                RecordedEvent event = recorded.apply(row.columns());
                if (filter.test(event.event())) {
                    read.addLast(new Placed(row.leaf(), event));
                }
            }
            boolean moved = step.next() > next;
            next = step.next();
            return moved;
        }

        @Override
        public long position() {
            return read.isEmpty() ? next : read.peekFirst().leaf();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                places.release();
            }
        }
    }

    /** Tells all readers to end, which they do at once. */
    @Override
    public void close() {
        stopped = true;
        news.published();
    }
}
