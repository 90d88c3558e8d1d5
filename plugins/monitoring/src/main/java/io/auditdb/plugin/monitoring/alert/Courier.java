package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.event.Target;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.SystemRecords;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings notices to one destination, in order, on a thread of its own, again and again until it succeeds or they are too
 * old. What becomes of a delivery is counted and put on record. Safe for use by many threads.
 */
final class Courier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(6);

    private final Destination destination;
    private final AlertSettings settings;
    private final SystemRecords records;
    private final Metrics metrics;
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean stopped;

    Courier(Destination destination, AlertSettings settings, SystemRecords records, Metrics metrics) {
        this.destination = destination;
        this.settings = settings;
        this.records = records;
        this.metrics = metrics;
        this.thread = new Thread(this::run, "alerts to " + destination.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** {@code news}: not what was told before. */
    private record Parcel(String key, List<Notice> notices, boolean news, long since) {}

    /** Takes notices on; the oldest that wait make room. */
    synchronized void send(List<Notice> notices) {
        if (waiting.size() == settings.deliveryQueue()) {
            gone(waiting.removeFirst(), "there were " + settings.deliveryQueue() + " before it");
        }
        add(notices, true);
    }

    /** Takes on what was told before, unless there is something new on the way. */
    synchronized void remind(List<Notice> notices) {
        if (waiting.isEmpty()) {
            add(notices, false);
        }
    }

    private void add(List<Notice> notices, boolean news) {
        waiting.addLast(new Parcel(UUID.randomUUID().toString(), List.copyOf(notices), news, System.nanoTime()));
        notifyAll();
    }

    private void run() {
        try {
            for (Parcel next = next(); next != null; next = next()) {
                bring(next);
            }
        } catch (InterruptedException e) {
            log.debug("No more alerts to {}", destination.name(), e);
        }
    }

    private synchronized Parcel next() throws InterruptedException {
        while (waiting.isEmpty() && !stopped) {
            wait();
        }
        return stopped ? null : waiting.removeFirst();
    }

    private void bring(Parcel parcel) throws InterruptedException {
        Duration pause = SHORTEST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                destination.deliver(parcel.key(), parcel.notices());
                done(parcel, attempt);
                return;
            } catch (IOException | RuntimeException e) {
                count("failed");
                if (attempt == 1) {
                    log.warn(
                            "Alerts cannot be brought to {}: {}; it is tried again",
                            destination.name(),
                            e.getMessage());
                }
                if (System.nanoTime() - parcel.since()
                        > settings.deliveryMaxAge().toNanos()) {
                    gone(parcel, e.getMessage());
                    return;
                }
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void done(Parcel parcel, int attempts) {
        count("delivered");
        record("alert.delivered", parcel, Map.of("destination", destination.name(), "attempts", attempts));
    }

    private void gone(Parcel parcel, String why) {
        count("lost");
        log.error("Alerts were not brought to {}: {}", destination.name(), why);
        record("alert.lost", parcel, Map.of("destination", destination.name(), "why", String.valueOf(why)));
    }

    private void record(String action, Parcel parcel, Map<String, ?> details) {
        if (!parcel.news()) {
            return;
        }
        for (Notice notice : parcel.notices()) {
            records.record(
                    "monitoring", action, new Target("alert", notice.alert().id()), details);
        }
    }

    private void count(String outcome) {
        metrics.counter(
                        "auditdb_alert_deliveries_total",
                        "Attempts to bring alerts somewhere",
                        "destination",
                        destination.name(),
                        "outcome",
                        outcome)
                .add(1);
    }

    /** What still waits is not brought any more; what fires is told again after the next start. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        thread.interrupt();
        thread.join(STOP_MILLIS);
    }
}
