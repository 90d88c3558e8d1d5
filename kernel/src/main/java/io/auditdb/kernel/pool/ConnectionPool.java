package io.auditdb.kernel.pool;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.PoolStats;
import io.auditdb.kernel.config.LiveSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections that admits no more callers than it has connections, knows for whose sake each is wanted, and can
 * be made larger and smaller while it is used. Safe for use by many threads.
 */
public final class ConnectionPool implements AutoCloseable {
    /** So much later than it should have ended a statement, a server that is still silent counts as lost. */
    public static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

    private final boolean warm;
    private final LiveSettings<PoolSettings> limits;
    private final LaneRules rules;
    private final Connections connections;
    private final LaneTimeouts timeouts;
    private final Admission admission;
    private final PoolRecord record = new PoolRecord();
    private final Timings acquire = new Timings();
    private final Timings use = new Timings();
    private final AtomicLong failed = new AtomicLong();
    private volatile PoolSettings settings;
    private volatile boolean down;
    private volatile Runnable pressure = () -> {};

    /**
     * Opens a pool as large as it may be; it connects when somebody wants a connection, or soon after if it is to be warm.
     *
     * @param name what it is called in statistics
     * @param server makes connections
     * @param warm whether it keeps as many open as it is sized to, rather than opening them when they are wanted
     * @param settings how large it may be, how long callers wait, and how many
     * @param rules what each lane may have
     */
    public ConnectionPool(String name, OpeningSource server, boolean warm, PoolSettings settings, LaneRules rules) {
        this.warm = warm;
        this.settings = settings;
        this.rules = rules;
        this.limits = new LiveSettings<>("pool:" + name, "database.pool", settings, fixed(), this::adjust);
        PoolBounds bounds = bounds();
        this.timeouts = new LaneTimeouts(rules.timeouts());
        this.admission = new Admission(name, bounds, settings, rules, () -> pressure.run());
        this.connections = new Connections(name, server, bounds, settings);
    }

    /** Returns what it is called. */
    public String name() {
        return connections.name();
    }

    /** Returns how many connections it may have open now. */
    public int size() {
        return connections.size();
    }

    /** Returns how large it may be. */
    PoolBounds bounds() {
        PoolSettings now = settings;
        return new PoolBounds(Math.max(1, now.min()), now.max(), warm && now.min() > 0);
    }

    PoolSettings settings() {
        return settings;
    }

    /** Returns its limits, to be changed while it is used; whoever sizes it heeds them with its next look. */
    public LiveSettings<PoolSettings> limits() {
        return limits;
    }

    /** Headroom is the server's; pools that are not for everybody have a smallest size that what they are for needs. */
    private Set<String> fixed() {
        return warm ? Set.of("headroom") : Set.of("headroom", "min");
    }

    private void adjust(PoolSettings other) {
        settings = other;
        connections.adjust(other);
        admission.adjust(bounds(), other, rules.withAppendReserve(other.appendReserve()));
    }

    /**
     * Returns a connection, which goes back when it is closed.
     *
     * @throws SQLException when the database gives none
     * @throws io.auditdb.api.error.AuditDbException {@code OVERLOADED}, {@code STOPPING}
     */
    public Connection connection(Lane lane) throws SQLException {
        return lease(lane).asConnection();
    }

    /** As {@link #connection}, for those who give it back themselves. */
    public Lease lease(Lane lane) throws SQLException {
        long start = System.nanoTime();
        admission.enter(lane, start);
        long entered = System.nanoTime();
        Connection connection;
        try {
            connection = open(lane);
        } catch (SQLException | RuntimeException e) {
            failed.incrementAndGet();
            down = true;
            long now = System.nanoTime();
            admission.leave(lane, now - entered, now);
            throw e;
        }
        down = false;
        acquire.record(System.nanoTime() - start);
        return new Lease(connection, () -> giveBack(connection, lane, entered));
    }

    private Connection open(Lane lane) throws SQLException {
        Connection connection = connections.take();
        try {
            timeouts.set(connection, lane);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void giveBack(Connection connection, Lane lane, long entered) throws SQLException {
        try {
            connections.giveBack(connection, timeouts.reset(connection, lane));
        } finally {
            long now = System.nanoTime();
            use.record(now - entered);
            admission.leave(lane, now - entered, now);
        }
    }

    /** Returns how many connections are in use. */
    public int active() {
        return admission.active();
    }

    /** Whether a connection waits to be used. */
    public boolean hasIdle() {
        return connections.idle() > 0;
    }

    /**
     * Lets statements run so long from now on.
     *
     * @param others in the lanes that are not named, in which sessions are opened with that from now on
     */
    public void limitStatements(Map<Lane, Duration> ofLanes, Duration others) {
        timeouts.adjust(ofLanes, others);
    }

    /** Returns the pool as one lane sees it, for those who want a data source. */
    public DataSource lane(Lane lane) {
        return new LaneSource(this, lane);
    }

    /** Gives up the idle connections; those in use go when they come back. */
    public void renew() {
        connections.renew();
    }

    /** Returns what it is doing, and has done. */
    public PoolStats stats() {
        Admission.Counts counts = admission.counts();
        PoolBounds bounds = bounds();
        return new PoolStats(
                name(),
                record.state(down, counts.turnedAway()),
                bounds.min(),
                bounds.max(),
                counts.size(),
                counts.active(),
                connections.idle(),
                counts.waiting(),
                failed.get(),
                acquire.timing(),
                use.timing(),
                counts.lanes(),
                record.resizes());
    }

    /** Tells this one, on callers' threads and without waiting for it, whenever a caller has to wait. */
    void onPressure(Runnable listener) {
        pressure = listener;
    }

    /** Returns the load since this was asked last, and looks after what is kept by the minute. */
    Load.Means means() {
        record.look(admission.counts().turnedAway());
        return admission.means();
    }

    /** Returns how many connections count as taken: those that it may open, or more while some are still to be closed. */
    int claims() {
        return connections.claims();
    }

    /** Sizes it before anybody uses it. */
    void begin(int size) {
        connections.begin(size);
        admission.resize(size);
    }

    /** Makes it larger or smaller; connections in use that are too many go when they come back. */
    void resize(PoolStats.Resize change) {
        record.add(change);
        connections.resize(change.from(), change.to(), bounds().warm());
        admission.resize(change.to());
        connections.trim();
    }

    /** Finds out whether a database that gave no connection does so again, for nobody may ask before it is said to. */
    boolean isBack() {
        if (down) {
            try (Connection connection = connection(Lane.APPEND)) {
                LOG.debug("The pool {} gets connections again, {}", name(), connection);
                return true;
            } catch (SQLException | AuditDbException e) {
                LOG.debug("The pool {} still gets no connection", name(), e);
            }
        }
        return false;
    }

    /** Closes idle connections that are too many. */
    void trim() {
        connections.trim();
    }

    @Override
    public void close() {
        admission.close();
        connections.close();
    }
}
