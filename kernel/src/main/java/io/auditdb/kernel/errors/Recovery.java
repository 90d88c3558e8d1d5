package io.auditdb.kernel.errors;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.kernel.config.LiveSettings;
import io.auditdb.kernel.resilience.FailureJournal;
import io.auditdb.kernel.resilience.RetrySettings;
import io.auditdb.kernel.store.SqlErrors;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The service: what a failure means, told to the journal, and work repeated by Failsafe. */
public final class Recovery implements ErrorRecovery {
    private static final double JITTER = 0.5;

    private final SqlErrors errors = new SqlErrors();
    private final FailureJournal journal;
    private final LiveSettings<RetrySettings> limits;
    private volatile FailsafeExecutor<Object> repeated;

    /** Repeats as the settings say. */
    public Recovery(RetrySettings settings, FailureJournal journal) {
        this.journal = journal;
        this.limits = new LiveSettings<>("retry", "resilience.retry", settings, Set.of(), this::adjust);
        adjust(settings);
    }

    private void adjust(RetrySettings settings) {
        repeated = Failsafe.with(RetryPolicy.builder()
                .handleIf((Throwable failure) -> retryAfter(failure).isPresent())
                .withMaxAttempts(settings.attempts())
                .withBackoff(settings.pause(), settings.maxPause())
                .withJitter(JITTER)
                .build());
    }

    /** Returns how work is repeated, to be changed meanwhile. */
    public LiveSettings<RetrySettings> limits() {
        return limits;
    }

    @Override
    public Category classify(Throwable failure) {
        return errors.classify(failure);
    }

    @Override
    public AuditDbException handle(Throwable failure) {
        journal.failed(failure);
        return errors.handle(failure);
    }

    @Override
    public <R> R recover(Callable<R> work) {
        try {
            return repeated.get(work::call);
        } catch (RuntimeException e) {
            throw handled(e instanceof FailsafeException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private AuditDbException handled(Throwable failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", failure);
        }
        return handle(failure);
    }

    @Override
    public Optional<Duration> retryAfter(Throwable failure) {
        return errors.retryAfter(failure);
    }
}
