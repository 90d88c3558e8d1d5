package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.change.ChangeFeed;
import io.auditdb.kernel.change.ChangePruner;
import java.time.Duration;
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
    private static final int REFRESH_SHARE = 4;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Tiers tiers;
    private final ChangeFeed feed;
    private final ChangePruner pruner;
    private final AnswerCache answers;
    private final HotQueries hot;
    private final CacheCounts counts;
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
            CacheCounts counts,
            CacheService service,
            CacheSettings settings) {
        this.tiers = tiers;
        this.feed = feed;
        this.pruner = pruner;
        this.answers = answers;
        this.hot = hot;
        this.counts = counts;
        this.service = service;
        this.settings = settings;
    }

    /** Begins, and first asks the queries that are declared to be asked ahead. */
    public void start() {
        tiers.refresh();
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
            while (!stopped.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                attempt(this::round);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        return answers.isActive() ? settings.lookInterval() : IDLE;
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
        refreshHot();
        if (System.nanoTime() - nextMinute >= 0) {
            nextMinute = System.nanoTime() + MINUTE.toNanos();
            hot.fade();
            pruner.prune();
        }
    }

    /** Takes a small part of the time, so that what is known of changes stays recent, and the database is others' too. */
    private void refreshHot() {
        long until = System.nanoTime() + settings.lookInterval().toNanos() / REFRESH_SHARE;
        for (Question question : hot.often()) {
            if (System.nanoTime() - until >= 0 || stopped.getCount() == 0) {
                return;
            }
            if (answers.isDue(question)) {
                refresh(question);
            }
        }
    }

    /** One that fails is left to those who ask for it, and must not keep the others from their turn. */
    private void refresh(Question question) {
        try {
            answers.refresh(question);
            counts.refreshed();
            if (!answers.isDue(question)) {
                return;
            }
        } catch (AuditDbException e) {
            LOG.debug("A query could not be asked ahead", e);
        }
        hot.forget(question); // it failed, is too large to be kept, or changes all the time
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
