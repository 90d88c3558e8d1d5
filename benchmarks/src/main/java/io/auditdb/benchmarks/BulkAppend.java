package io.auditdb.benchmarks;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** An application that brings many events at once: it submits a request after the other, a few ahead of the answers. */
public final class BulkAppend {
    static final int REQUEST_EVENTS = 1000;
    private static final int AHEAD = 12;

    private final AuditDatabase database;

    /** Appends to this database. */
    public BulkAppend(AuditDatabase database) {
        this.database = database;
    }

    /** Returns the events from {@code from} up to {@code to} as the application has them, cut into requests. */
    static List<List<AuditEvent>> requests(HealthEvents events, long from, long to) {
        var requests = new ArrayList<List<AuditEvent>>();
        lazily(events, from, to).forEach(requests::add);
        return requests;
    }

    /** Returns the same requests, each made when it is asked for. */
    public static Iterable<List<AuditEvent>> lazily(HealthEvents events, long from, long to) {
        return () -> LongStream.iterate(from, first -> first < to, first -> first + REQUEST_EVENTS)
                .mapToObj(first -> events.events(first, Math.min(to, first + REQUEST_EVENTS)))
                .iterator();
    }

    /** Appends everything; when it returns all is durable. */
    public void append(Iterable<List<AuditEvent>> requests) throws Exception {
        var waiting = new ArrayDeque<CompletableFuture<List<Appended>>>();
        for (List<AuditEvent> request : requests) {
            waiting.add(database.submit(request));
            if (waiting.size() == AHEAD) {
                waiting.remove().get();
            }
        }
        for (CompletableFuture<List<Appended>> answer : waiting) {
            answer.get();
        }
    }
}
