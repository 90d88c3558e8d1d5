package io.auditdb.benchmarks.plugins;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.EventQuery;
import io.auditdb.client.AuditDbClient;
import io.auditdb.kernel.AuditDb;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that append and query, in the process and over HTTP, each at its own pace: first as fast as it goes, to know what can
 * be done, then at a part of that, by the clock, whether or not earlier requests were answered in time.
 */
final class MixedLoad implements AutoCloseable {
    private static final String TENANT = "clinic";
    private static final int BATCH = 5;
    private static final int PEOPLE = 5000;
    private static final double NANOS = 1e9;

    private final List<Caller> callers = new ArrayList<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile Times times = new Times();
    private volatile boolean paced;
    private volatile boolean stopped;

    private interface Request {
        void send() throws Exception;
    }

    MixedLoad(AuditDb platform, AuditDbClient client) {
        for (int i = 0; i < 2; i++) {
            add(() -> {
                List<AuditEvent> events = events();
                platform.database().append(events);
                events.forEach(it -> acknowledged.add(it.id()));
            });
            add(() -> platform.database().query(query()));
        }
        add(() -> {
            List<AuditEvent> events = events();
            for (AuditEvent event : events) {
                client.append(event);
                acknowledged.add(event.id());
            }
        });
        add(() -> client.query(query()));
    }

    private void add(Request request) {
        callers.add(new Caller(request));
    }

    /** Of somebody: some answers are in a cache, and most have to be found. */
    private static EventQuery query() {
        return EventQuery.builder()
                .tenant(TENANT)
                .principal(somebody())
                .limit(20)
                .build();
    }

    private static String somebody() {
        return "dr-" + ThreadLocalRandom.current().nextInt(PEOPLE);
    }

    private static List<AuditEvent> events() {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < BATCH; i++) {
            events.add(AuditEvent.builder()
                    .id(UUID.randomUUID())
                    .tenant(TENANT)
                    .occurredAt(OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
                    .action("record.read")
                    .principal(new Principal(somebody(), null, null))
                    .status(Status.SUCCESS)
                    .build());
        }
        return events;
    }

    void start() {
        callers.forEach(it -> it.thread.start());
    }

    /** Returns how many requests a second there were since this was asked last. */
    double rate() {
        return callers.stream().mapToDouble(Caller::rate).sum();
    }

    /** From now on each caller sends at this part of the rate that it had since it was asked last. */
    void pace(double part) {
        callers.forEach(it -> it.nanosEach = (long) (NANOS / (it.rate() * part)));
        paced = true;
    }

    /** From now on requests count there. */
    void countIn(Times other) {
        times = other;
    }

    Set<UUID> acknowledged() {
        return acknowledged;
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Caller caller : callers) {
                caller.thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Caller {
        private final Request request;
        private final Thread thread = new Thread(this::run);
        private volatile long nanosEach;
        private final AtomicLong sent = new AtomicLong();
        private long sentBefore;
        private long asked = System.nanoTime();

        Caller(Request request) {
            this.request = request;
        }

        double rate() {
            long now = System.nanoTime();
            double rate = (sent.get() - sentBefore) / ((now - asked) / NANOS);
            asked = now;
            sentBefore = sent.get();
            return rate;
        }

        private void run() {
            long due = System.nanoTime();
            while (!stopped) {
                due = paced ? Math.max(due + nanosEach, System.nanoTime() - nanosEach) : System.nanoTime();
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long start = System.nanoTime();
                try {
                    request.send();
                } catch (Exception e) {
                    failures.add(e);
                }
                times.add(System.nanoTime() - start);
                sent.incrementAndGet();
            }
        }
    }
}
