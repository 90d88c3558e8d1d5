package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.HealthCheck.Result;
import io.auditdb.api.operations.HealthCheck.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
final class HealthChecks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HealthChecks.class);

    /** What one check found. */
    record Named(String name, Status status, String message) {}

    private final Collection<HealthCheck> active;
    private final HttpApiSettings settings;
    private final ExecutorService threads;
    private final Map<String, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
    private List<Named> last;
    private long lastAt;

    /** Runs those among {@code active}, a live view. */
    HealthChecks(Collection<HealthCheck> active, HttpApiSettings settings) {
        this.active = active;
        this.settings = settings;
        this.threads = new ThreadPoolExecutor(
                0, settings.healthThreads(), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, "health-check");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Returns what the checks found, by name. */
    synchronized List<Named> run() {
        Duration age = Duration.ofNanos(System.nanoTime() - lastAt);
        if (last == null || age.compareTo(settings.healthCache()) >= 0) {
            last = runNow();
            lastAt = System.nanoTime();
        }
        return last;
    }

    private List<Named> runNow() {
        long deadline = System.nanoTime() + settings.healthTimeout().toNanos();
        var started = new ArrayList<Started>();
        for (HealthCheck check : active) {
            String name = nameOf(check);
            started.add(new Started(name, check, start(name, check)));
        }
        return started.stream()
                .map(each -> await(each, deadline))
                .sorted(Comparator.comparing(Named::name))
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
                    fresh.complete(check.check());
                } catch (RuntimeException e) {
                    fresh.completeExceptionally(e);
                } finally {
                    running.remove(name, fresh);
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(name, fresh);
            fresh.complete(new Result(Status.DOWN, "Too many checks run at once (plugins.http-api.health-threads)"));
        }
        return fresh;
    }

    private record Started(String name, HealthCheck check, CompletableFuture<Result> answer) {}

    private Named await(Started started, long deadline) {
        String name = started.name();
        try {
            Result result = started.answer().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return new Named(name, result.status(), result.message());
        } catch (TimeoutException e) {
            return new Named(
                    name,
                    unanswered(started.check()),
                    "No answer within " + settings.healthTimeout().toMillis() + " ms");
        } catch (ExecutionException e) {
            log.warn("The health check {} failed", name, e.getCause());
            return new Named(name, unanswered(started.check()), "The check itself failed; the server's log tells how");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Named(name, Status.DOWN, "The platform is stopping");
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
