package io.auditdb.kernel.health;

import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.HealthCheck.Result;
import io.auditdb.api.operations.HealthCheck.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all health checks side by side, each within a limit of time. A check that hangs is not started again before it has
 * ended, and results are used again for a moment: asking often does no harm. Safe for use by many threads.
 */
public final class HealthReports implements Health, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthReports.class);

    private final Collection<HealthCheck> active;
    private final HealthSettings settings;
    private final Clock clock;
    private final ExecutorService threads;
    private final Map<String, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
    private final Map<String, Component> known = new HashMap<>();
    private List<Component> last;
    private long lastAt;

    /** Runs those among {@code active}, a live view. */
    public HealthReports(Collection<HealthCheck> active, HealthSettings settings, Clock clock) {
        this.active = active;
        this.clock = clock;
        this.settings = settings;
        this.threads =
                new ThreadPoolExecutor(0, settings.threads(), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, "health-check");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public synchronized List<Component> report() {
        Duration age = Duration.ofNanos(System.nanoTime() - lastAt);
        if (last == null || age.compareTo(settings.cache()) >= 0) {
            last = dated(runNow());
            lastAt = System.nanoTime();
        }
        return last;
    }

    /** Since when it is as it is, is only known of what was asked before. */
    private List<Component> dated(List<Component> found) {
        Instant now = clock.instant();
        List<Component> all = found.stream()
                .map(it -> {
                    Component before = known.get(it.name());
                    Instant since = before != null && before.status() == it.status() ? before.since() : now;
                    return new Component(it.name(), it.status(), it.message(), it.advice(), since);
                })
                .toList();
        known.clear(); // of what is gone nobody asks
        all.forEach(it -> known.put(it.name(), it));
        return all;
    }

    private List<Component> runNow() {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        var started = new ArrayList<Started>();
        for (HealthCheck check : active) {
            String name = nameOf(check);
            started.add(new Started(name, check, start(name, check)));
        }
        return started.stream()
                .map(each -> await(each, deadline))
                .sorted(Comparator.comparing(Component::name))
                .toList();
    }

    private CompletableFuture<Result> start(String name, HealthCheck check) {
        var fresh = new CompletableFuture<Result>();
        var earlier = running.putIfAbsent(name, fresh);
        if (earlier != null) {
            return earlier;
        }
        try {
            threads.execute(() -> {
                try {
                    Result found = check.check();
                    running.remove(name, fresh); // first: whoever asks once this is told asks anew
                    fresh.complete(found);
                } catch (RuntimeException e) {
                    running.remove(name, fresh);
                    fresh.completeExceptionally(e);
                } finally {
                    running.remove(name, fresh);
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(name, fresh);
            fresh.complete(new Result(Status.DOWN, "Too many checks run at once (health.threads)"));
        }
        return fresh;
    }

    private record Started(String name, HealthCheck check, CompletableFuture<Result> answer) {}

    private Component await(Started started, long deadline) {
        String name = started.name();
        try {
            Result result = started.answer().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return found(started, result.status(), result.message());
        } catch (TimeoutException e) {
            return found(
                    started,
                    unanswered(started.check()),
                    "No answer within " + settings.timeout().toMillis() + " ms");
        } catch (ExecutionException e) {
            log.warn("The health check {} failed", name, e.getCause());
            return found(started, unanswered(started.check()), "The check itself failed; the server's log tells how");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found(started, Status.DOWN, "The platform is stopping");
        }
    }

    private Component found(Started started, Status status, String message) {
        String advice = status == Status.UP ? "" : advice(started.check());
        return new Component(started.name(), status, message, advice, clock.instant());
    }

    private static String advice(HealthCheck check) {
        try {
            return check.advice();
        } catch (RuntimeException e) { // gone in this moment
            return "";
        }
    }

    private static Status unanswered(HealthCheck check) {
        try {
            return check.unanswered();
        } catch (RuntimeException e) { // gone in this moment
            return Status.DOWN;
        }
    }

    private static String nameOf(HealthCheck check) {
        try {
            return check.name();
        } catch (RuntimeException e) {
            log.warn("A health check does not tell its name", e);
            return "unknown";
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
