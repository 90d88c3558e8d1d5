package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.PluginStep.Kind;
import io.auditdb.kernel.config.Configuration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches plugins for a while after they took the place of another version, and has the version before come back when one turns
 * bad. Has a thread while something is on trial. Safe for use by many threads.
 */
final class Trials implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    private final PluginHostSettings settings;
    private final Lifecycle lifecycle;
    private final PluginHistory history;
    private final Services services;
    private final Outcome outcome;
    private final Map<String, Trial> running = new ConcurrentHashMap<>();
    private Thread thread;
    private volatile boolean closed;

    /** What comes of trials. */
    interface Outcome {
        /** Brings the version before back, with the settings of now or, where it does not know those, its own; false when that could not be done, and may be tried again. */
        boolean isTakenBack(Candidate before, Configuration with, PluginInstance bad, String problem);

        /** Whoever has passed stays. */
        void passed(PluginInstance next);
    }

    /** One plugin on trial; used by the thread of the trials only, once it has begun. */
    private static final class Trial {
        private final Candidate before;
        private final Configuration configuration;
        private final PluginInstance next;
        private final Instant until;
        private int bad;
        private boolean failed;
        private boolean missed;

        Trial(Candidate before, Configuration configuration, PluginInstance next, Instant until) {
            this.before = before;
            this.configuration = configuration;
            this.next = next;
            this.until = until;
        }
    }

    Trials(
            PluginHostSettings settings,
            Lifecycle lifecycle,
            PluginHistory history,
            Services services,
            Outcome outcome) {
        this.settings = settings;
        this.lifecycle = lifecycle;
        this.history = history;
        this.services = services;
        this.outcome = outcome;
    }

    /**
     * Hears that one instance took the place of another. Of another jar it begins a trial; of the same one, such as for other
     * settings, a trial that has begun goes on.
     *
     * @param keep keeps the jar of the instance before; called first of all
     */
    synchronized void switched(PluginInstance before, PluginInstance next, Runnable keep) {
        Trial begun = running.get(next.name());
        if (!before.candidate().isSameJar(next.candidate())) {
            running.remove(next.name());
            if (!settings.trialTime().isZero() && !closed) {
                keep.run();
                begin(new Trial(
                        before.candidate(),
                        before.configuration(),
                        next,
                        Instant.now().plus(settings.trialTime())));
            }
        } else if (begun != null && begun.next == before) {
            begin(new Trial(begun.before, begun.configuration, next, begun.until));
        }
    }

    private void begin(Trial trial) {
        running.put(trial.next.name(), trial);
        if (thread == null) {
            thread = new Thread(null, this::run, "audit-db-plugin-trials", 0, false);
            thread.setContextClassLoader(Trials.class.getClassLoader());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Ends a trial that is still the one of its plugin. */
    private synchronized void pass(Trial trial) {
        if (running.remove(trial.next.name(), trial)) {
            if (!trial.failed) {
                history.tell(trial.next.candidate(), Kind.TRIAL, Optional::empty);
            }
            outcome.passed(trial.next);
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
            for (Trial trial : running.values()) {
                try {
                    look(trial);
                } catch (RuntimeException | Error e) {
                    LOG.error("The trial of {} failed", trial.next, e);
                }
            }
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
        if (!services.active().contains(next)) {
            if (trial.missed) {
                running.remove(next.name(), trial);
            }
            trial.missed = true; // whoever took its place has a moment to tell
            return;
        }
        Optional<String> problem = problem(trial);
        boolean isOver = Instant.now().isAfter(trial.until);
        if (problem.isPresent()) {
            if (!trial.failed) {
                trial.failed = true;
                history.tell(next.candidate(), Kind.TRIAL, () -> problem);
            }
            if (outcome.isTakenBack(trial.before, trial.configuration, next, problem.get()) || isOver) {
                running.remove(next.name(), trial);
            }
        } else if (isOver) {
            pass(trial);
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
        } catch (RuntimeException e) {
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
