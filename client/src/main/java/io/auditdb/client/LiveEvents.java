package io.auditdb.client;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventQuery;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events as they come into the log, one after the other and without end. A connection that breaks is made again, and goes on
 * behind the last event: each comes once. For one thread, except {@link #close}.
 */
public final class LiveEvents implements AutoCloseable {
    private static final String PATH = "/v1/stream";
    private static final String EVENT_STREAM = "text/event-stream";
    /** Four times what the platform lets pass without a word. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Transport transport;
    private final EventQuery query;
    private OptionalLong next;
    private Lines lines;
    private boolean reached;
    private Answer answer;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;

    LiveEvents(Transport transport, EventQuery query, OptionalLong from) {
        this.transport = transport;
        this.query = query;
        this.next = from;
    }

    /**
     * Waits for the next event, also while the platform is away, once it was reached.
     *
     * @return null when it was closed
     * @throws AuditDbException when the platform refuses, or was never reached
     */
    public Placed next() {
        reading.lock();
        try {
            return read();
        } finally {
            reading.unlock();
        }
    }

    private Placed read() {
        for (int failures = 0; !closed; failures++) {
            try {
                Placed event = readOn();
                if (event != null) {
                    next = OptionalLong.of(event.leaf() + 1);
                    return event;
                }
            } catch (AuditDbException e) {
                if (!closed && !mayComeBack(e)) {
                    throw e;
                }
            }
            disconnect();
            pause(failures);
        }
        disconnect();
        return null;
    }

    private boolean mayComeBack(AuditDbException e) {
        return reached
                && (e.code() == ClientErrorCode.UNREACHABLE || e.retryAfter().isPresent());
    }

    /** Null when the platform has ended the answer, or it was closed. */
    private Placed readOn() {
        if (answer == null) {
            connect();
        }
        while (lines.hasNext() && !closed) {
            String line = new String(lines.next(), StandardCharsets.UTF_8);
            if (line.startsWith("id:")) {
                long leaf = Long.parseLong(line.substring(3).strip());
                return new Placed(leaf, event());
            }
            if (line.startsWith(": place ") && next.isEmpty()) {
                next = OptionalLong.of(Long.parseLong(line.substring(8).strip())); // where to begin again
            }
        }
        return null;
    }

    private RecordedEvent event() {
        while (lines.hasNext()) {
            String line = new String(lines.next(), StandardCharsets.UTF_8);
            if (line.startsWith("data:")) {
                byte[] data = line.substring(5).strip().getBytes(StandardCharsets.UTF_8);
                return Answer.read(data, json -> EventJson.recorded(json.members()));
            }
        }
        throw Answer.broken(new EOFException("the answer ended within an event"));
    }

    private void connect() {
        QueryString parameters = QueryString.selection(query);
        next.ifPresent(place -> parameters.add("position", place));
        answer = transport.send(
                Call.get(PATH + parameters).accepting(EVENT_STREAM).waiting(SILENCE));
        lines = answer.lines();
        reached = true;
    }

    private void disconnect() {
        Answer old = answer;
        answer = null;
        if (old != null) {
            old.close();
        }
    }

    /** An answer that simply ended is asked for again at once. */
    private void pause(int failures) {
        Duration time =
                transport.settings().retryDelay().multipliedBy(failures == 0 ? 0 : 1L << Math.min(failures, 20));
        try {
            Thread.sleep(Math.min(time.toMillis(), LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /**
     * Ends it, at once. A thread that waits for an event learns of it with whatever comes next, which is a word of the platform
     * after its {@code stream-heartbeat} at the latest: the JDK's connection cannot be closed under who reads from it.
     */
    @Override
    public void close() {
        closed = true;
        if (reading.tryLock()) {
            try {
                disconnect();
            } finally {
                reading.unlock();
            }
        }
    }
}
