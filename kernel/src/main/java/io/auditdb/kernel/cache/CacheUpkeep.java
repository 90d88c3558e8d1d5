package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.change.ChangeFeed;
import io.auditdb.kernel.change.ChangePruner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that keeps what is known of changes recent, finds answers out again that are asked for often, and removes
 * changes that have grown old.
 */
public final class CacheUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** The part of the time that may go into answers found out ahead. */
    private static final int REFRESH_SHARE = 2;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Tiers tiers;
    private final ChangeFeed feed;
    private final ChangePruner pruner;
    private final AnswerCache answers;
    private final HotQueries hot;
    private final CacheService service;
    private final CacheSettings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Thread thread;
    private long nextMinute = System.nanoTime() + MINUTE.toNanos();
    private boolean failing;

    CacheUpkeep(
            Tiers tiers,
            ChangeFeed feed,
            ChangePruner pruner,
            AnswerCache answers,
            HotQueries hot,
            CacheService service,
            CacheSettings settings) {
        this.tiers = tiers;
        this.feed = feed;
        this.pruner = pruner;
        this.answers = answers;
        this.hot = hot;
        this.service = service;
        this.settings = settings;
    }

    /** Begins, and first asks the queries that are declared to be asked ahead. */
    public void start() {
        tiers.refresh();
        feed.listen(hot::changed);
        thread = new Thread(this::run, "audit-db-cache");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the check that tells of caches which are passed over. */
    public HealthCheck health() {
        return new CacheHealth(tiers);
    }

    /** Looks which caches there are now. */
    public void refresh() {
        tiers.refresh();
    }

    private void run() {
        attempt(this::warm);
        try {
            while (stopped.getCount() > 0) {
                renewUntil(System.nanoTime() + pause().toNanos());
                attempt(this::round);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        return answers.isActive() ? settings.lookInterval() : IDLE;
    }

    /** Takes a part of the time only: the database is others' too. */
    private void renewUntil(long end) throws InterruptedException {
        long left = settings.lookInterval().toNanos() / REFRESH_SHARE;
        for (long wait = end - System.nanoTime(); wait > 0; wait = end - System.nanoTime()) {
            if (left <= 0) {
                stopped.await(wait, TimeUnit.NANOSECONDS);
                return;
            }
            Optional<HotQueries.Watched> due = hot.due(Duration.ofNanos(wait));
            long start = System.nanoTime();
            due.ifPresent(it -> ahead(it.question(), () -> answers.renew(it)));
            left -= System.nanoTime() - start;
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) { // once, not at every round
                String problem = e instanceof AuditDbException known ? known.getMessage() : e.toString();
                LOG.warn("The upkeep of kept answers fails; queries are answered all the same: {}", problem);
            }
            LOG.debug("A round of upkeep failed", e);
            failing = true;
        }
    }

    private void warm() {
        feed.known(Duration.ZERO);
        if (answers.isActive()) {
            service.warm()
                    .forEach(it -> it.problem()
                            .ifPresent(
                                    problem -> LOG.warn("The query {} was not asked ahead: {}", it.query(), problem)));
        }
    }

    private void round() {
        feed.known(Duration.ZERO);
        Instant soon = Instant.now().plus(settings.lookInterval().multipliedBy(4));
        for (Question question : hot.expiring(soon)) {
            ahead(question, () -> answers.refresh(question));
        }
        if (System.nanoTime() - nextMinute >= 0) {
            nextMinute = System.nanoTime() + MINUTE.toNanos();
            hot.fade();
            pruner.prune();
        }
    }

    /** One that fails is left to those who ask for it, and must not keep the others from their turn. */
    private void ahead(Question question, Runnable work) {
        if (!answers.isActive()) {
            return;
        }
        try {
            work.run();
        } catch (AuditDbException e) {
            LOG.debug("A query could not be asked ahead", e);
            hot.forget(question);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(
                        settings.lookTimeout().toMillis() + settings.leaseWait().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        feed.close();
    }
}
