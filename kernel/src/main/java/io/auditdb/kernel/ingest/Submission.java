package io.auditdb.kernel.ingest;

import io.auditdb.api.event.Appended;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Events that are stored all or none, and the promise made to whoever submitted them. */
final class Submission {
    private final List<PreparedEvent> events;
    private final long bytes;
    private final CompletableFuture<List<Appended>> answer = new CompletableFuture<>();

    Submission(List<PreparedEvent> events) {
        this.events = events;
        this.bytes = events.stream().mapToLong(event -> event.tuple().length).sum();
    }

    List<PreparedEvent> events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    CompletableFuture<List<Appended>> answer() {
        return answer;
    }
}
