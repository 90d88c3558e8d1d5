package io.auditdb.kernel.ingest;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of committed events, each on a thread and from a queue of its own, so that a slow one holds up nobody.
 * Safe for use by many threads.
 */
final class ListenerDispatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerDispatch.class);

    private final Supplier<Set<EventListener>> listeners;
    private final int queueLength;
    private final Map<EventListener, Lane> lanes = new ConcurrentHashMap<>();

    ListenerDispatch(Supplier<Set<EventListener>> listeners, int queueLength) {
        this.listeners = listeners;
        this.queueLength = queueLength;
    }

    boolean isEmpty() {
        return listeners.get().isEmpty() && lanes.isEmpty();
    }

    void dispatch(List<RecordedEvent> events) {
        Set<EventListener> active = listeners.get();
        retire(active);
        for (EventListener listener : active) {
            lanes.computeIfAbsent(listener, it -> new Lane(it, queueLength)).offer(events);
        }
    }

    private void retire(Set<EventListener> active) {
        for (EventListener listener : List.copyOf(lanes.keySet())) {
            if (!active.contains(listener)) {
                Lane lane = lanes.remove(listener);
                if (lane != null) {
                    lane.close();
                }
            }
        }
    }

    @Override
    public void close() {
        new ArrayList<>(lanes.values()).forEach(Lane::close);
        lanes.clear();
    }

    private static final class Lane implements Runnable {
        private final EventListener listener;
        private final BlockingQueue<List<RecordedEvent>> waiting;
        private final AtomicLong skipped = new AtomicLong();
        private final Thread thread;
        private volatile boolean closed;

        Lane(EventListener listener, int queueLength) {
            this.listener = listener;
            this.waiting = new ArrayBlockingQueue<>(queueLength);
            this.thread = new Thread(this, "audit-db-listener");
            thread.setDaemon(true);
            thread.start();
        }

        void offer(List<RecordedEvent> events) {
            if (!waiting.offer(events) && skipped.getAndAdd(events.size()) == 0) {
                LOG.warn("A listener is slower than the appends; events are skipped for it until it has caught up");
            }
        }

        @Override
        public void run() {
            try {
                while (!closed || !waiting.isEmpty()) {
                    List<RecordedEvent> events = waiting.poll(1, TimeUnit.SECONDS);
                    if (events != null) {
                        tell(events);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void tell(List<RecordedEvent> events) {
            try {
                listener.appended(events);
            } catch (AuditDbException e) {
                if (e.code() == StandardErrorCode.SERVICE_UNAVAILABLE) { // its plugin was switched off meanwhile
                    LOG.info("{} events were not told to a listener: {}", events.size(), e.getMessage());
                } else {
                    LOG.warn("A listener failed on {} events", events.size(), e);
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("A listener failed on {} events", events.size(), e);
            }
            if (waiting.isEmpty()) {
                long missed = skipped.getAndSet(0);
                if (missed > 0) {
                    LOG.warn("The listener has caught up; {} events were skipped for it", missed);
                }
            }
        }

        void close() {
            closed = true;
        }
    }
}
