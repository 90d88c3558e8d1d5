package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.DATABASE_UNAVAILABLE;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches a server that has been started, and starts it again when it ends by itself. Safe for use by many threads. */
final class Supervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final Postmaster postmaster;
    private final int port;
    private final EmbeddedPostgresSettings settings;
    private final Thread thread;

    private int attempts;
    private long startedAt = System.nanoTime();
    private boolean closed;
    private String problem;

    Supervisor(Postmaster postmaster, int port, EmbeddedPostgresSettings settings) {
        this.postmaster = requireNonNull(postmaster, "postmaster is null");
        this.port = port;
        this.settings = requireNonNull(settings, "settings is null");
        thread = new Thread(this::watch, "embedded-postgres-watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Returns why the server is not there, if it is not. */
    synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Blocks while the server is being restarted, at most as long as a start may take. */
    synchronized void awaitReady() throws InterruptedException {
        waitWhile(() -> problem != null && !closed, settings.startTimeout());
        if (problem != null) {
            throw new AuditDbException(DATABASE_UNAVAILABLE, problem);
        }
    }

    private void watch() {
        try {
            while (pauses(settings.watchInterval())) {
                if (!postmaster.isAlive()) {
                    restart();
                } else if (System.nanoTime() - startedAt
                        > settings.restartReset().toNanos()) {
                    attempts = 0;
                }
            }
        } catch (InterruptedException e) {
            log.debug("Closed while PostgreSQL was being restarted", e);
        }
    }

    private void restart() throws InterruptedException {
        report("PostgreSQL has ended by itself and is being restarted");
        log.warn("PostgreSQL has ended by itself; restarting it");
        Duration backoff = settings.restartBackoff();
        while (attempts < settings.restartAttempts()) {
            attempts++;
            if (starts()) {
                report(null);
                return;
            }
            if (!pauses(backoff)) {
                return;
            }
            backoff = shorter(backoff.multipliedBy(2), settings.restartBackoffLimit());
        }
        giveUp();
    }

    private boolean starts() throws InterruptedException {
        try {
            postmaster.start(port);
            startedAt = System.nanoTime();
            log.info("Restarted PostgreSQL on port {}, attempt {} of {}", port, attempts, settings.restartAttempts());
            return true;
        } catch (IOException | AuditDbException e) {
            log.warn("Attempt {} of {} to restart PostgreSQL failed", attempts, settings.restartAttempts(), e);
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private synchronized void giveUp() {
        closed = true;
        report("PostgreSQL ended by itself and could not be restarted in " + settings.restartAttempts()
                + " attempts; see the log, mend the cause and restart audit-db");
        log.error(problem);
    }

    private synchronized void report(String newProblem) {
        problem = newProblem;
        notifyAll();
    }

    /** Returns false when it is time to stop watching. */
    private synchronized boolean pauses(Duration duration) throws InterruptedException {
        waitWhile(() -> !closed, duration);
        return !closed;
    }

    private synchronized void waitWhile(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        while (condition.getAsBoolean() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    /** Stops watching; the server is left as it is. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        thread.join(settings.commandTimeout().toMillis());
    }
}
