package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Submissions that wait to be committed, bounded by events and bytes. Writers take whatever has gathered while they were
 * busy, which is what makes a commit serve many callers. Safe for use by many threads.
 */
final class IngestQueue {
    /** How long a writer waits for work before it looks after its connection. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final IngestSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition workArrived = lock.newCondition();
    private final Condition writerArrived = lock.newCondition();
    private final Deque<Submission> waiting = new ArrayDeque<>();
    private long events;
    private long bytes;
    private int readyWriters;
    private boolean closed;

    IngestQueue(IngestSettings settings) {
        this.settings = settings;
    }

    /** Adds a submission, waiting for room up to the enqueue timeout. */
    void add(Submission submission) {
        long nanos = settings.enqueueTimeout().toNanos();
        lock.lock();
        try {
            while (!closed && readyWriters > 0 && !hasRoomFor(submission)) {
                if (nanos <= 0) {
                    throw full();
                }
                nanos = roomMade.awaitNanos(nanos);
            }
            if (closed) {
                throw stopping();
            }
            if (readyWriters == 0) {
                throw unavailable();
            }
            waiting.add(submission);
            events += submission.events().size();
            bytes += submission.bytes();
            workArrived.signal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The append was interrupted; nothing was stored", e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what has gathered, at most one batch; empty when nothing came for a while, or the queue is closed and drained. */
    List<Submission> take() throws InterruptedException {
        lock.lock();
        try {
            long nanos = IDLE.toNanos();
            while (waiting.isEmpty() && !closed && nanos > 0) {
                nanos = workArrived.awaitNanos(nanos);
            }
            linger();
            return drain();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a batch that is not full gather for a moment, where the settings say so. */
    private void linger() throws InterruptedException {
        long nanos = settings.linger().toNanos();
        while (!waiting.isEmpty() && !closed && events < settings.maxBatchEvents() && nanos > 0) {
            nanos = workArrived.awaitNanos(nanos);
        }
    }

    private List<Submission> drain() {
        var batch = new ArrayList<Submission>();
        int count = 0;
        long size = 0;
        while (!waiting.isEmpty()) {
            Submission next = waiting.peek();
            count += next.events().size();
            size += next.bytes();
            boolean overfull = count > settings.maxBatchEvents()
                    || size > settings.maxBatchBytes().bytes();
            if (overfull && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
            events -= next.events().size();
            bytes -= next.bytes();
        }
        roomMade.signalAll();
        return batch;
    }

    /** What waits, and for how many writers. */
    record Waiting(long events, long bytes, int writers) {}

    Waiting waiting() {
        lock.lock();
        try {
            return new Waiting(events, bytes, readyWriters);
        } finally {
            lock.unlock();
        }
    }

    /** A writer has its connection. */
    void writerReady() {
        lock.lock();
        try {
            readyWriters++;
            writerArrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a writer has its connection; returns false when none has in time. */
    boolean awaitWriter(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (readyWriters == 0 && nanos > 0) {
                nanos = writerArrived.awaitNanos(nanos);
            }
            return readyWriters > 0;
        } finally {
            lock.unlock();
        }
    }

    /** A writer lost its connection; when it was the last, what waits is refused rather than kept waiting. */
    void writerLost() {
        var refused = new ArrayList<Submission>();
        lock.lock();
        try {
            readyWriters--;
            if (readyWriters == 0) {
                refused.addAll(waiting);
                waiting.clear();
                events = 0;
                bytes = 0;
                roomMade.signalAll();
            }
        } finally {
            lock.unlock();
        }
        refused.forEach(submission -> submission.answer().completeExceptionally(unavailable()));
    }

    /** Refuses new submissions; those that wait are still taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            workArrived.signalAll();
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing more can come out. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isReady() {
        lock.lock();
        try {
            return readyWriters > 0 && !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoomFor(Submission submission) {
        return waiting.isEmpty()
                || (events + submission.events().size() <= settings.queueEvents()
                        && bytes + submission.bytes() <= settings.queueBytes().bytes());
    }

    private AuditDbException full() {
        return new AuditDbException(
                StandardErrorCode.QUEUE_FULL,
                "The ingest queue is full (" + events + " events, " + bytes + " bytes); nothing was stored",
                RETRY_AFTER,
                null);
    }

    private static AuditDbException unavailable() {
        return new AuditDbException(
                StandardErrorCode.DATABASE_UNAVAILABLE,
                "The database cannot be reached; nothing was stored",
                Duration.ofSeconds(2),
                new SQLTransientConnectionException("no writer has a connection", "08001"));
    }

    private static AuditDbException stopping() {
        return new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping; nothing was stored");
    }
}
