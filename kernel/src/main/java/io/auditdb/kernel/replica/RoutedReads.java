package io.auditdb.kernel.replica;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ReplicaRouter;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Replicas;
import io.auditdb.api.storage.Route;
import io.auditdb.kernel.query.EventReads;
import io.auditdb.kernel.query.Reads;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, on the replica that a router names where that may answer, and on the primary otherwise. All statements of a query
 * run on one of them. Safe for use by many threads.
 */
public final class RoutedReads implements Reads, Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(RoutedReads.class);

    private final EventReads primary;
    private final EventStatements statements;
    private final ReplicaWatch watch;
    private final Floors floors;
    private final Supplier<Set<ReplicaRouter>> routers;
    private final LongAdder primaryReads = new LongAdder();
    private final LongAdder fallbacks = new LongAdder();
    private final SqlErrors errors = new SqlErrors();
    private volatile ReplicaRouter router;

    /** Asks the first of these routers, once {@link #refresh} has looked for one. */
    public RoutedReads(
            EventReads primary,
            EventStatements statements,
            ReplicaWatch watch,
            Floors floors,
            Supplier<Set<ReplicaRouter>> routers) {
        this.primary = primary;
        this.statements = statements;
        this.watch = watch;
        this.floors = floors;
        this.routers = routers;
    }

    /** Looks which router there is now. */
    public void refresh() {
        router = watch.isUsed() ? routers.get().stream().findFirst().orElse(null) : null;
    }

    /** Judges the values of a query, as {@link EventReads#check} does. */
    public void check(EventQuery query) {
        primary.check(query);
    }

    @Override
    public EventPage page(EventQuery query) {
        return read(query, false).page();
    }

    /** Returns a page, and as of when it is. */
    public DatedPage dated(EventQuery query) {
        return read(query, true);
    }

    @Override
    public Optional<RecordedEvent> find(Set<String> tenants, UUID id) {
        return primary.find(tenants, id);
    }

    /** Returns everything, fetched step by step. */
    public Stream<RecordedEvent> stream(EventQuery query) {
        return primary.stream(query, this::page);
    }

    private DatedPage read(EventQuery query, boolean dated) {
        ReplicaRouter asked = router;
        if (asked != null) {
            check(query);
            OptionalLong floor = floors.of(query);
            List<ReplicaState> candidates = floor.isEmpty() ? List.of() : candidates();
            if (!candidates.isEmpty()) {
                Optional<DatedPage> page = routed(asked, query, floor.getAsLong(), candidates, dated);
                if (page.isPresent()) {
                    return page.get();
                }
            }
        }
        primaryReads.increment();
        return DatedPage.ofPrimary(primary.page(query));
    }

    private List<ReplicaState> candidates() {
        var healthy = new ArrayList<ReplicaState>();
        for (Replica replica : watch.replicas()) {
            ReplicaState state = replica.state();
            if (state.healthy()) {
                healthy.add(state);
            }
        }
        return healthy;
    }

    private Optional<DatedPage> routed(
            ReplicaRouter asked, EventQuery query, long floor, List<ReplicaState> candidates, boolean dated) {
        Route route;
        try {
            route = asked.route(query, floor, candidates);
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.SERVICE_UNAVAILABLE || e.code().kind() != ErrorKind.RESOURCE) {
                LOG.debug("The router is gone, or fails", e);
                return Optional.empty();
            }
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("The router failed; the primary answers", e);
            return Optional.empty();
        }
        try {
            return along(route, query, floor, dated);
        } finally {
            end(asked, route);
        }
    }

    private static void end(ReplicaRouter asked, Route route) {
        try {
            if (route.isHeld()) {
                asked.ended(route);
            }
        } catch (RuntimeException e) {
            LOG.debug("The router is gone, or fails", e);
        }
    }

    private Optional<DatedPage> along(Route route, EventQuery query, long floor, boolean dated) {
        long deadline = System.nanoTime() + route.patience().toNanos();
        for (String name : route.replicas()) {
            Optional<Replica> replica = watch.find(name).filter(Replica::isHealthy);
            if (replica.isPresent()) {
                try {
                    Optional<DatedPage> page =
                            replica.get().guard().call(() -> on(replica.get(), query, floor, deadline, dated));
                    if (page.isPresent()) {
                        return page;
                    }
                } catch (AuditDbException e) {
                    if (!mayDoBetterElsewhere(e)) {
                        throw e;
                    }
                    LOG.debug("A read failed on {} and is tried elsewhere", name, e);
                }
                fallbacks.increment();
            }
        }
        return Optional.empty();
    }

    /** Empty when the replica does not show in time what the answer has to include. */
    private Optional<DatedPage> on(Replica replica, EventQuery query, long floor, long deadline, boolean dated) {
        try (Reading reading = replica.open()) {
            if (floor > 0 && !reading.reaches(floor, deadline)) {
                return Optional.empty();
            }
            if (dated) {
                reading.look();
            }
            EventPage page = primary.on(statements.on(reading.connection())).pageOf(query);
            replica.answered();
            return Optional.of(new DatedPage(page, replica.timeline(), reading.replayed()));
        } catch (SQLException | AuditDbException e) {
            if (errors.isBroken(e)) {
                replica.broke();
            }
            throw errors.handle(e);
        }
    }

    /** What is the caller's mistake is so everywhere, and what took too long would take as long again. */
    private static boolean mayDoBetterElsewhere(AuditDbException e) {
        return e.code().kind() != ErrorKind.CALLER && e.code() != StandardErrorCode.TIMEOUT;
    }

    @Override
    public List<ReplicaState> states() {
        return watch.states();
    }

    @Override
    public Connection connection(String name) {
        Replica replica = watch.find(name)
                .orElseThrow(() -> new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no replica " + name));
        if (!replica.isHealthy()) {
            throw new AuditDbException(
                    StandardErrorCode.DATABASE_UNAVAILABLE,
                    "The replica " + name + " " + replica.state().problem());
        }
        try {
            return replica.connection();
        } catch (SQLException e) {
            throw errors.handle(e);
        }
    }

    @Override
    public long primaryReads() {
        return primaryReads.sum();
    }

    @Override
    public long fallbacks() {
        return fallbacks.sum();
    }
}
