package io.auditdb.kernel.cache;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.query.EventPage;
import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.kernel.change.ChangeFeed;
import io.auditdb.kernel.change.Dependency;
import io.auditdb.kernel.change.Position;
import io.auditdb.kernel.replica.DatedPage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers from caches, and never one that does not hold: a reader first makes sure that changes are known as of a time that
 * is recent enough for him, and then takes no answer that they touch. Safe for use by many threads.
 */
final class AnswerCache {
    private static final int POLL_MILLIS = 10;

    private final Tiers tiers;
    private final ChangeFeed feed;
    private final AnswerFormat format;
    private final CacheCounts counts;
    private final HotQueries hot;
    private final Supplier<CacheSettings> settings;
    private final Flights flights;

    AnswerCache(
            Tiers tiers,
            ChangeFeed feed,
            AnswerFormat format,
            CacheCounts counts,
            HotQueries hot,
            Supplier<CacheSettings> settings) {
        this.tiers = tiers;
        this.feed = feed;
        this.format = format;
        this.counts = counts;
        this.hot = hot;
        this.settings = settings;
        this.flights = new Flights(counts);
    }

    boolean isActive() {
        return tiers.isActive();
    }

    /**
     * Answers a question.
     *
     * @param age how old what is known of changes may be
     */
    EventPage answer(Question question, Duration age) {
        Position known;
        try {
            known = feed.known(age);
        } catch (AuditDbException e) { // the database may still answer the question itself
            return question.database().get().page();
        }
        boolean settled = feed.isSettled(question.on(), known);
        Optional<Answer> kept = find(question);
        if (kept.isPresent()) {
            counts.hit(settled);
            return kept.get().page();
        }
        counts.miss(settled);
        return flights.load(question.key(), answer -> holds(question.on(), answer), () -> loadUnlessKept(question))
                .page();
    }

    /** Whoever led before may have kept it after the caches were asked. */
    private Answer loadUnlessKept(Question question) {
        Optional<Answer> kept =
                tiers.nearest(question.key()).map(this::read).filter(answer -> holds(question.on(), answer));
        kept.ifPresent(answer -> counts.joined());
        return kept.orElseGet(() -> load(question));
    }

    private Optional<Answer> find(Question question) {
        return tiers.get(question.key(), kept -> usable(question, kept));
    }

    private Optional<Answer> usable(Question question, CachedAnswer kept) {
        Answer answer = read(kept);
        if (answer == null) {
            tiers.unusable();
            return Optional.empty();
        }
        if (holds(question.on(), answer)) {
            return Optional.of(answer);
        }
        counts.outdated();
        return Optional.empty();
    }

    /** Returns what was kept; null when it is none of ours. */
    private Answer read(CachedAnswer kept) {
        try {
            return (Answer) kept.read(bytes -> format.read(bytes, feed::position));
        } catch (AnswerFormat.UnusableException e) {
            return null;
        }
    }

    private boolean holds(Dependency on, Answer answer) {
        return answer.position() != null && feed.holds(on, answer.position());
    }

    /** Finds an answer out anew when it does not hold any more, ahead of those who will ask. */
    void renew(HotQueries.Watched watched) {
        Question question = watched.question();
        boolean holds = watched.kept()
                .filter(kept -> feed.holds(question.on(), kept.position()))
                .isPresent();
        if (!holds && find(question).isEmpty()) {
            flights.load(question.key(), answer -> holds(question.on(), answer), () -> load(question));
            counts.refreshed();
        }
    }

    /** Finds an answer out anew, whether it holds or not. */
    void refresh(Question question) {
        flights.load(question.key(), answer -> holds(question.on(), answer), () -> ask(question));
        counts.refreshed();
    }

    /** Lets one instance look for it, where others could have the answer from. */
    private Answer load(Question question) {
        if (!tiers.isShared()) {
            return ask(question);
        }
        CacheKey key = question.key();
        long deadline = System.nanoTime() + settings.get().leaseWait().toNanos();
        while (!tiers.lease(key, settings.get().leaseWait())) {
            if (!pause() || System.nanoTime() > deadline) {
                return ask(question);
            }
            Optional<Answer> found = find(question);
            if (found.isPresent()) {
                counts.joined();
                return found.get();
            }
        }
        try {
            return ask(question);
        } finally {
            tiers.release(key);
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Answer ask(Question question) {
        Position before = feed.current(); // whatever is committed from now on counts as changed after
        long start = System.nanoTime();
        DatedPage page = question.database().get();
        Answer answer = new Answer(page.page(), asOf(page, before));
        counts.loaded(System.nanoTime() - start);
        if (answer.position() == null) { // nobody could tell whether it holds
            return answer;
        }
        if (answer.page().events().isEmpty() && !question.negative()) {
            return answer;
        }
        byte[] bytes = format.write(answer, feed.timeline());
        if (bytes.length > settings.get().maxAnswer().bytes()) {
            hot.forget(question);
            return answer;
        }
        Instant expires = expires(question, answer);
        tiers.put(question.key(), new CachedAnswer(bytes, expires, answer));
        hot.kept(question.key(), new HotQueries.Kept(answer.position(), expires));
        return answer;
    }

    /** A replica that is behind shows less than is known: its answer is as old as the last that is known of what it shows. */
    private Position asOf(DatedPage page, Position before) {
        return page.isOfPrimary()
                ? before
                : feed.replayed(page.timeline(), page.replayed()).orElse(null);
    }

    private Instant expires(Question question, Answer answer) {
        Duration lifetime = settings.get().ttl();
        if (answer.page().events().isEmpty()) {
            lifetime = settings.get().negativeTtl();
        } else if (feed.isSettled(question.on(), answer.position())) {
            lifetime = settings.get().settledTtl();
        }
        return Instant.now().plus(lifetime);
    }
}
