package io.auditdb.kernel.spool;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.ingest.Overflow;
import io.auditdb.kernel.security.AccessGuard;
import java.io.IOException;
import java.util.Optional;

/** The service, also where there is no spool. */
public final class SpoolService implements StoreAndForward, AutoCloseable {
    private final Optional<Spool> spool;
    private final AccessGuard guard = new AccessGuard();

    /** Serves this spool, or none. */
    public SpoolService(Optional<Spool> spool) {
        this.spool = spool;
    }

    @Override
    public SpoolReport report(Access by) {
        guard.require(by, Right.OPERATE);
        return report();
    }

    SpoolReport report() {
        return spool.map(Spool::report).orElse(SpoolReport.OFF);
    }

    /** Returns where events go while the database is away. */
    public Overflow overflow() {
        return spool.isPresent() ? spool.get() : Overflow.NONE;
    }

    /** Returns whether events are taken in without the database. */
    public boolean takesEvents() {
        return spool.map(Spool::takesEvents).orElse(false);
    }

    /** Returns whether the database is known to be away. */
    public boolean isFilling() {
        return report().state() == State.FILLING;
    }

    /** Returns the check of the spool, if there is one. */
    public Optional<HealthCheck> health() {
        return spool.map(SpoolHealth::new);
    }

    /** Begins to bring into the database what is in the spool. */
    public void start(Destination database) {
        spool.ifPresent(it -> it.start(database));
    }

    @Override
    public void close() throws IOException {
        if (spool.isPresent()) {
            spool.get().close();
        }
    }
}
