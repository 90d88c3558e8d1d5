package io.auditdb.kernel.primary;

import io.auditdb.api.operations.HealthCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for another primary when the one that was is away or has become something else, for as long as that lasts. It rests
 * while nobody suspects anything. Safe for use by many threads.
 */
public final class PrimaryWatch implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryWatch.class);

    private final Primary primary;
    private final PrimarySearch search;
    private final Settings settings;
    private final Semaphore suspicions = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "audit-db-primary");
    private volatile Consumer<String> alarm = problem -> {};
    private volatile String problem;
    private List<String> alarmed = List.of();

    /**
     * How it looks.
     *
     * @param interval pause between two looks
     * @param timeout longest wait for an answer
     * @param failures looks in a row without an answer after which others are looked at
     * @param moves whether another server may become the primary
     */
    public record Settings(Duration interval, Duration timeout, int failures, boolean moves) {}

    PrimaryWatch(Primary primary, PrimarySearch search, Settings settings) {
        this.primary = primary;
        this.search = search;
        this.settings = settings;
    }

    /** Begins; {@code alarm} is told, in words, why a server that takes writes is not taken for the primary, once for each reason. */
    public void start(Consumer<String> told) {
        alarm = told;
        primary.onSuspicion(this::suspect);
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that the primary did not answer, or is not what it was. Never blocks. */
    public void suspect() {
        if (suspicions.availablePermits() == 0) {
            suspicions.release();
        }
    }

    private void run() {
        try {
            while (stopped.getCount() > 0) {
                suspicions.acquire();
                suspicions.drainPermits();
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when there is a primary again. */
    private void settle() throws InterruptedException {
        int failures = 1; // what made somebody suspicious
        do {
            try {
                Optional<Look> look = search.at(primary.term().place());
                if (look.filter(new PrimaryRule(primary.term())::isCurrent).isPresent()) {
                    problem = null;
                    return;
                }
                failures = look.isPresent() ? settings.failures() : failures + 1;
                if (failures >= settings.failures() && found(look)) {
                    return;
                }
            } catch (IOException | RuntimeException e) {
                report("the search for the primary fails: " + e.getMessage(), List.of());
                LOG.debug("The search for the primary fails", e);
            }
        } while (!stopped.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS));
    }

    private boolean found(Optional<Look> current) throws IOException {
        Term known = primary.term();
        List<Look> looks = search.others(known.place());
        current.ifPresent(looks::add);
        PrimaryRule.Choice choice = new PrimaryRule(known).choose(looks);
        Optional<Look> next = choice.primary().filter(it -> settings.moves() || new PrimaryRule(known).isCurrent(it));
        if (next.isEmpty()) {
            var reasons = new ArrayList<>(search.silent());
            looks.stream().filter(Look::standby).forEach(it -> reasons.add(it.place() + " is a standby"));
            reasons.addAll(choice.refused());
            report("there is no primary: " + String.join("; ", reasons), choice.refused());
            return false;
        }
        if (!new PrimaryRule(known).isCurrent(next.get())) {
            var term = new Term(next.get().place(), next.get().identity());
            LOG.warn("{} is the primary now; it was {}", term, known);
            primary.move(term, next.get().replayed());
        }
        problem = null;
        return true;
    }

    /** A reason that stays the same is worth one line; one to alarm is that somebody takes writes and must not. */
    private void report(String what, List<String> refused) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.warn("Nothing is written, {}", what);
        }
        if (!refused.equals(alarmed)) {
            alarmed = refused;
            refused.forEach(alarm);
        }
    }

    @Override
    public String name() {
        return "primary";
    }

    /** Reads may go on, and a spool takes appends, so this alone makes nothing unready. */
    @Override
    public String advice() {
        return "start the primary, or promote a standby that is named in database.replicas; see"
                + " docs/guides/replicas.md";
    }

    @Override
    public Result check() {
        String known = problem;
        if (known != null) {
            return new Result(Status.DEGRADED, known);
        }
        Term term = primary.term();
        return term.place().isConfigured()
                ? Result.OK
                : new Result(Status.UP, term + " is the primary, and not what is configured");
    }

    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(settings.timeout().multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
