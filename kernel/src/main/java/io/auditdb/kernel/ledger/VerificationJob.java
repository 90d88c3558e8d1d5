package io.auditdb.kernel.ledger;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.verification.Pace;
import io.auditdb.kernel.ledger.verification.VerificationSettings;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies in the background, on one connection and at a bounded rate: often what is new, now and then everything. Of
 * several instances on one database, one does it at a time. What it finds raises the alarm, as every verification's
 * findings do.
 */
final class VerificationJob implements Runnable, HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationJob.class);
    /** So many recorded runs are looked at to find the last full one. */
    private static final int REMEMBERED = 10_000;

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Store store;
    private final Verifications verifications;
    private final VerificationSettings.Background settings;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "audit-db-verification");
    private volatile Pace pace = Pace.unlimited();
    private volatile String problem;

    VerificationJob(Store store, Verifications verifications, VerificationSettings.Background settings, Clock clock) {
        this.store = store;
        this.verifications = verifications;
        this.settings = settings;
        this.clock = clock;
    }

    /** Starts the thread, unless the settings say no. */
    void start() {
        if (settings.enabled()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        boolean end = pause(settings.delay());
        while (!end) {
            try {
                turn();
                problem = null;
            } catch (SQLException | AuditDbException e) {
                report(new SqlErrors().handle(e));
            }
            end = pause(problem == null ? settings.interval() : settings.retry());
        }
    }

    private void report(AuditDbException failure) {
        if (stopped.getCount() == 0) {
            return; // broken off on purpose
        }
        if (problem == null) {
            LOG.warn("The background verification failed and will be tried again: {}", failure.getMessage());
            LOG.debug("The background verification failed", failure);
        }
        problem = failure.getMessage();
    }

    private void turn() throws SQLException {
        try (Connection lock = store.openWriter()) {
            if (LedgerLock.VERIFICATION.tryTake(lock)) {
                verify(isFullDue() ? VerificationScope.full() : VerificationScope.incremental());
            }
        }
    }

    private boolean isFullDue() {
        Instant latest = clock.instant().minus(settings.fullInterval());
        return verifications.recorded(REMEMBERED).stream()
                .filter(RecordedVerification::authentic)
                .filter(run -> run.coverage().kind() == VerificationScope.Kind.FULL)
                .noneMatch(run -> run.startedAt().isAfter(latest));
    }

    private void verify(VerificationScope scope) {
        pace = Pace.eventsPerSecond(settings.maxEventsPerSecond());
        if (stopped.getCount() == 0) {
            return;
        }
        VerificationReport report = verifications.verify(scope, pace);
        LOG.debug(
                "Verified {} events from leaf {} on, {} violations",
                report.events(),
                report.coverage().fromLeaf(),
                report.violationCount());
    }

    /** Returns whether the end has come. */
    private boolean pause(Duration time) {
        try {
            return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public String name() {
        return "verification";
    }

    @Override
    public String advice() {
        return "run audit-db verify, and look into the log of the server for why the one in the background failed";
    }

    @Override
    public Result check() {
        String found = problem;
        return found == null
                ? Result.OK
                : new Result(Status.DEGRADED, "the background verification does not run: " + found);
    }

    /** Breaks off what runs. */
    @Override
    public void close() {
        stopped.countDown();
        pace.stop();
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
