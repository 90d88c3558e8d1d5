package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.plugin.PluginStep.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches plugins for a while after they took the place of another version, and has the version before come back when one turns
 * bad. Has a thread while something is on trial. Safe for use by many threads.
 */
final class Trials implements AutoCloseable {
    private final PluginHostSettings settings;
    private final Lifecycle lifecycle;
    private final PluginHistory history;
    private final Services services;
    private final Return returning;
    private final Map<String, Trial> running = new ConcurrentHashMap<>();
    private Thread thread;
    private volatile boolean closed;

    /** Brings the version before back. */
    interface Return {
        /** {@code bad} is not active any more afterwards, unless this throws. */
        void to(Candidate before, PluginInstance bad, String problem);
    }

    /** One plugin on trial; used by the thread of the trials only, once it has begun. */
    private static final class Trial {
        private final Candidate before;
        private final PluginInstance next;
        private final Instant until;
        private int bad;

        Trial(Candidate before, PluginInstance next, Instant until) {
            this.before = before;
            this.next = next;
            this.until = until;
        }
    }

    Trials(
            PluginHostSettings settings,
            Lifecycle lifecycle,
            PluginHistory history,
            Services services,
            Return returning) {
        this.settings = settings;
        this.lifecycle = lifecycle;
        this.history = history;
        this.services = services;
        this.returning = returning;
    }

    /** Whether this change has a trial: another jar, and time for it. */
    boolean isWanted(PluginInstance before, PluginInstance next) {
        return !settings.trialTime().isZero() && !before.candidate().isSameJar(next.candidate());
    }

    synchronized void begin(PluginInstance before, PluginInstance next) {
        if (closed) {
            return;
        }
        running.put(
                next.name(), new Trial(before.candidate(), next, Instant.now().plus(settings.trialTime())));
        if (thread == null) {
            thread = new Thread(null, this::run, "audit-db-plugin-trials", 0, false);
            thread.setContextClassLoader(Trials.class.getClassLoader());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What to tell of a plugin on trial. */
    Optional<String> notice(String name) {
        return Optional.ofNullable(running.get(name))
                .map(it -> "on trial until " + it.until + ": version " + it.before.version()
                        + " comes back if it turns bad");
    }

    private void run() {
        while (!isIdle()) {
            LockSupport.parkNanos(settings.trialInterval().toNanos());
            running.values().forEach(this::look);
        }
    }

    private synchronized boolean isIdle() {
        if (running.isEmpty() || closed) {
            thread = null;
            return true;
        }
        return false;
    }

    private void look(Trial trial) {
        PluginInstance next = trial.next;
        if (!services.active().contains(next)) { // swapped or disabled meanwhile
            running.remove(next.name(), trial);
            return;
        }
        Optional<String> problem = problem(trial);
        if (problem.isPresent()) {
            running.remove(next.name(), trial);
            history.tell(next.candidate(), Kind.TRIAL, () -> problem);
            returning.to(trial.before, next, problem.get());
        } else if (Instant.now().isAfter(trial.until)) {
            running.remove(next.name(), trial);
            history.tell(next.candidate(), Kind.TRIAL, Optional::empty);
        }
    }

    private Optional<String> problem(Trial trial) {
        PluginInstance next = trial.next;
        if (next.quarantine() != null) {
            return Optional.of(next.quarantine());
        }
        if (next.faults() >= settings.trialFaults()) {
            return Optional.of(next.faults() + " calls threw errors, returned nothing or took too long");
        }
        try {
            lifecycle.check(next);
            trial.bad = 0;
            return Optional.empty();
        } catch (AuditDbException e) {
            trial.bad++;
            return trial.bad > 1 ? Optional.of(String.valueOf(e.getMessage())) : Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            LockSupport.unpark(thread);
        }
    }
}
