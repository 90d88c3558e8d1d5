package io.auditdb.kernel.change;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/**
 * Learns what any instance has changed, from the database that every change is committed to, and keeps count. Who needs to
 * know it as of now waits for one look, which all who wait at that time share. Safe for use by many threads.
 */
public final class ChangeFeed implements AutoCloseable {
    private final Callable<Connection> connections;
    private final Limits limits;
    private final Generations generations;
    private final Positions positions = new Positions();
    private final MonotonicClock clock;
    private final SqlErrors errors = new SqlErrors();
    private final SharedLook sharedLook;
    private final LongAdder looks = new LongAdder();
    private final LongAdder lookNanos = new LongAdder();
    private volatile IntConsumer listener = number -> {};

    private FeedReader reader;
    private volatile String timeline = "";
    private long count;
    private volatile Position current = new Position(0, 0, Snapshot.NOTHING);
    /** When the last look that succeeded began. */
    private volatile long lookedAt;

    private volatile boolean looked;

    /**
     * What it may take.
     *
     * @param cells cells that changes are counted in
     * @param settling age from which an event arrives late
     * @param lookTimeout longest wait for a look
     * @param maxChanges most changes that one look takes in
     */
    public record Limits(int cells, Duration settling, Duration lookTimeout, int maxChanges) {}

    /** Reads through connections of its own, one at a time. */
    public ChangeFeed(Callable<Connection> connections, Limits limits, Clock clock) {
        this.connections = connections;
        this.limits = limits;
        this.generations = new Generations(limits.cells(), limits.settling());
        this.clock = new MonotonicClock(clock);
        this.sharedLook = new SharedLook(this::look, limits.lookTimeout());
    }

    /** Has somebody told which numbers ({@link Dimensions}) were changed, by the thread that looked; it must not wait. */
    public void listen(IntConsumer changed) {
        listener = changed;
    }

    /**
     * Returns a position that knows of everything committed up to so long ago.
     *
     * @throws AuditDbException when the database does not answer in time
     */
    public Position known(Duration age) {
        long asked = System.nanoTime();
        if (isKnown(asked - age.toNanos())) {
            return current;
        }
        sharedLook.take();
        return current;
    }

    private boolean isKnown(long asOf) {
        return looked && lookedAt - asOf >= 0;
    }

    private void look() {
        long began = System.nanoTime();
        try {
            take(read());
            lookedAt = began;
            looked = true;
            looks.increment();
            lookNanos.add(System.nanoTime() - began);
        } catch (SQLException e) {
            disconnect();
            throw errors.handle(e);
        }
    }

    /** A connection may have ended since it was last used, which is no reason to fail. */
    private FeedReader.Read read() throws SQLException {
        if (reader != null) {
            try {
                return reader.read(current.snapshot(), limits.maxChanges() + 1);
            } catch (SQLException e) {
                if (!errors.isBroken(e)) {
                    throw e;
                }
                disconnect();
            }
        }
        connect();
        return reader.read(current.snapshot(), limits.maxChanges() + 1);
    }

    private void connect() throws SQLException {
        try {
            reader = new FeedReader(connections.call());
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        String now = reader.timeline();
        if (!now.equals(timeline)) { // what was counted belongs to another history
            timeline = now;
            restart(reader.oldest(), Position.UNKNOWN);
        }
    }

    private void restart(Snapshot from, long log) {
        count++;
        generations.forgetAll(count);
        current = new Position(count, clock.millis(), from, log);
        positions.restart(current);
    }

    private void take(FeedReader.Read read) {
        Position before = current;
        if (read.snapshot().xmax() < before.snapshot().xmax()
                || !before.snapshot().seesAllOf(read.horizon())
                || read.changes().size() > limits.maxChanges()) {
            restart(read.snapshot(), read.log());
            return;
        }
        long now = clock.millis();
        if (read.changes().isEmpty()) {
            // the same count as of now; older answers from elsewhere can be compared with this one
            current = new Position(count, now, read.snapshot(), read.log());
            if (!read.snapshot().equals(before.snapshot())) {
                positions.add(current);
            }
            return;
        }
        count++;
        for (byte[] pairs : read.changes()) {
            generations.apply(pairs, count, now);
        }
        current = new Position(count, now, read.snapshot(), read.log());
        positions.add(current);
        read.changes().forEach(pairs -> Changes.numbers(pairs, listener));
    }

    /** Returns whether an answer that was looked for at a position still holds at a later one. */
    public boolean holds(Dependency on, Position since) {
        return generations.holds(on, since.count(), since.time());
    }

    /** Returns what is known, of whatever age. */
    public Position current() {
        return current;
    }

    /** Returns whether an answer is about time that was over at a position. */
    public boolean isSettled(Dependency on, Position at) {
        return generations.isSettled(on, at.time());
    }

    /** Returns the position here of an answer that another instance found out; empty when that is not known any more. */
    public Optional<Position> position(String ofTimeline, Snapshot snapshot) {
        return ofTimeline.equals(timeline()) ? positions.before(snapshot) : Optional.empty();
    }

    /** Returns how many looks have succeeded. */
    public long looks() {
        return looks.sum();
    }

    /** Returns how long one took on average; zero before the first. */
    public Duration meanLook() {
        long count = looks.sum();
        return count == 0 ? Duration.ZERO : Duration.ofNanos(lookNanos.sum() / count);
    }

    /**
     * Returns the newest position that a replica showed; empty when none is known.
     *
     * @param ofTimeline the timeline of the write-ahead log that it follows
     * @param log up to where it had replayed that
     */
    public Optional<Position> replayed(int ofTimeline, long log) {
        if (!timeline().equals(String.format(Locale.ROOT, "%08X", ofTimeline))) {
            return Optional.empty();
        }
        Position now = current;
        return now.log() <= log ? Optional.of(now) : positions.replayed(log);
    }

    /** Returns in which history of the database this is. */
    public String timeline() {
        return timeline;
    }

    /** Returns the transaction below which every change is known since so long; empty when none is yet. */
    OptionalLong knownSince(Duration age) {
        return positions
                .notAfter(clock.millis() - age.toMillis())
                .map(it -> OptionalLong.of(it.snapshot().xmin()))
                .orElse(OptionalLong.empty());
    }

    private void disconnect() {
        if (reader != null) {
            try {
                reader.close();
            } catch (SQLException e) {
                errors.handle(e); // nothing to be done about it
            }
            reader = null;
        }
    }

    @Override
    public void close() {
        sharedLook.alone(this::disconnect);
    }
}
