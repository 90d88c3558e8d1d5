package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.Lane;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in: prepares them in the caller's thread, queues them, and lets writers commit whatever has gathered.
 * Safe for use by many threads.
 */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Store store;
    private final IngestSettings settings;
    private final EventPreparer preparer;
    private final IngestQueue queue;
    private final BatchWriter batches;
    private final ListenerDispatch listeners;
    private final WriterOutages outages;
    private final Overflow overflow;
    private final Runnable onCommit;
    private final Rest rest = new Rest();
    private final Acknowledged acknowledged;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder stored = new LongAdder();
    private final LongAdder batchCount = new LongAdder();

    /**
     * Puts the parts together; {@link #start} begins the work.
     *
     * @param changes told, in each transaction, which events come
     * @param outages told how writers fare
     * @param overflow where events go while the database is away
     * @param onCommit told after each commit, in the writer's thread; must not block
     */
    public Ingest(
            Store store,
            IngestSettings settings,
            EventSettings events,
            BatchMac mac,
            Json json,
            Clock clock,
            Extensions extensions,
            ChangeTable changes,
            WriterOutages outages,
            Overflow overflow,
            Runnable onCommit) {
        this.store = store;
        this.settings = settings;
        this.preparer = new EventPreparer(events, json, clock, extensions.presets(), extensions.validators());
        this.queue = new IngestQueue(settings);
        this.batches = new BatchWriter(mac, store.partitions(), changes);
        this.listeners = new ListenerDispatch(extensions.listeners(), settings.listenerQueue());
        this.outages = outages;
        this.overflow = overflow;
        this.onCommit = onCommit;
        this.acknowledged = new Acknowledged(
                settings.rememberedEvents(), store.primary().last().before().identity());
        store.primary().onMove(move -> rest.news());
    }

    /**
     * What plugins add to the path of an event; each is asked anew whenever it is needed.
     *
     * @param presets fill defaults
     * @param validators check
     * @param listeners learn of it afterwards
     */
    public record Extensions(
            Supplier<Set<EventPreset>> presets,
            Supplier<Set<EventValidator>> validators,
            Supplier<Set<EventListener>> listeners) {}

    /**
     * Starts the writers, and returns when the first of them can take work.
     *
     * @throws AuditDbException {@code DATABASE_UNAVAILABLE} when none can within the commit timeout
     */
    public void start() {
        for (int i = 1; i <= settings.writers(); i++) {
            var writer =
                    new IngestWriter(store, queue, batches, settings, this::committed, acknowledged, outages, rest);
            var thread = new Thread(writer, "audit-db-writer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        try {
            if (!queue.awaitWriter(settings.commitTimeout())) {
                throw new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE,
                        "No writer could connect to the database within " + settings.commitTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The start was interrupted", e);
        }
    }

    /** Returns whether a writer can take work. */
    public boolean isReady() {
        return queue.isReady();
    }

    /** Returns what is on its way, and what has come. */
    public IngestReport report() {
        IngestQueue.Waiting now = queue.waiting();
        return new IngestReport(now.events(), now.bytes(), now.writers(), stored.sum(), batchCount.sum());
    }

    /** As {@link io.auditdb.api.AuditDatabase#submit}. */
    public CompletableFuture<List<Appended>> submit(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        requireFewEnough(events);
        return overflow.submit(new Prepared(preparer.prepare(events)));
    }

    /** As {@link #submit}, for who needs to know that the database has them: they wait nowhere else. */
    public CompletableFuture<List<Appended>> submitToDatabase(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        requireFewEnough(events);
        return queue(preparer.prepare(events));
    }

    /** Queues events that were accepted before, with the time of that; the database says which of them it knows. */
    public CompletableFuture<List<Appended>> store(List<AcceptedEvent> events) {
        return queue(preparer.encode(events));
    }

    private CompletableFuture<List<Appended>> queue(List<PreparedEvent> events) {
        var submission = new Submission(events);
        queue.add(submission);
        return submission.answer();
    }

    private final class Prepared implements Overflow.Submitted {
        private final List<PreparedEvent> prepared;

        Prepared(List<PreparedEvent> prepared) {
            this.prepared = prepared;
        }

        @Override
        public List<AcceptedEvent> events() {
            return prepared.stream()
                    .map(it -> new AcceptedEvent(it.event(), it.recordedAt()))
                    .toList();
        }

        @Override
        public CompletableFuture<List<Appended>> store() {
            return queue(prepared);
        }
    }

    private void requireFewEnough(List<AuditEvent> events) {
        if (events.size() > settings.maxRequestEvents()) {
            throw new AuditDbException(
                    StandardErrorCode.TOO_LARGE,
                    "The request holds " + events.size() + " events; at most " + settings.maxRequestEvents()
                            + " are stored all or nothing. Send NDJSON for more");
        }
    }

    /** As {@link io.auditdb.api.AuditDatabase#append(Connection, List)}. */
    public List<Appended> append(Connection transaction, List<AuditEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        requireFewEnough(events);
        var submission = new Submission(preparer.prepare(events));
        try {
            if (transaction.getAutoCommit()) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_REQUEST, "The connection is in autocommit; there is no transaction");
            }
            batches.makeRoom(List.of(submission));
            WriterSlot slot = WriterSlot.forTransaction(transaction);
            BatchPlan plan = batches.writeNew(transaction, slot.writer(), slot.next(), List.of(submission));
            return plan.single(store.primary().identity(transaction));
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** As {@link io.auditdb.api.AuditDatabase#check}. */
    public List<Boolean> check(List<AuditEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        requireFewEnough(events);
        var submission = new Submission(preparer.prepare(events));
        try (Connection connection = store.connections().connection(ConnectionManager.Purpose.READ, Lane.APPEND)) {
            BatchPlan plan = batches.plan(connection, submission);
            return plan.single(store.identity()).stream()
                    .map(Appended::duplicate)
                    .toList();
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
    }

    /** As {@link io.auditdb.api.AuditDatabase#append(List)}. */
    public List<Appended> append(List<AuditEvent> events) {
        return await(submit(events));
    }

    /** Waits for the answer to a submission. */
    public List<Appended> await(CompletableFuture<List<Appended>> answer) {
        try {
            return answer.get(settings.commitTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new SqlErrors().handle(e.getCause());
        } catch (TimeoutException e) {
            throw new AuditDbException(
                    StandardErrorCode.TIMEOUT,
                    "The commit took longer than " + settings.commitTimeout()
                            + "; repeating the request with the same ids is safe",
                    Duration.ofSeconds(5),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "Waiting for the commit was interrupted", e);
        }
    }

    /** Returns the number of the last batch that each writer of this process has acknowledged. */
    public Map<Integer, Long> acknowledged() {
        return acknowledged.lastBatches();
    }

    /** Says that a transaction which appended was committed. */
    public void committed() {
        onCommit.run();
    }

    private void committed(BatchPlan plan) {
        acknowledged.add(plan);
        stored.add(plan.fresh().size());
        batchCount.increment();
        onCommit.run();
        if (!listeners.isEmpty()) {
            listeners.dispatch(recorded(plan));
        }
    }

    private List<RecordedEvent> recorded(BatchPlan plan) {
        var recorded = new ArrayList<RecordedEvent>(plan.fresh().size());
        for (PreparedEvent event : plan.fresh()) {
            var position = new BatchPosition(plan.writer(), plan.number(), recorded.size());
            var receipt =
                    new Receipt(store.identity().system(), store.identity().timeline(), 0, position);
            recorded.add(new RecordedEvent(event.event(), event.recordedAt(), receipt, Set.of()));
        }
        return List.copyOf(recorded);
    }

    /** Refuses new events, commits those that wait, and ends the writers. */
    @Override
    public void close() {
        queue.close();
        rest.stop();
        try {
            for (Thread thread : threads) {
                thread.join(STOP_TIMEOUT.toMillis());
                if (thread.isAlive()) {
                    LOG.warn("{} did not end within {} and is interrupted", thread.getName(), STOP_TIMEOUT);
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.close();
    }
}
