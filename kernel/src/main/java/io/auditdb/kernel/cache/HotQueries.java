package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.kernel.change.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The questions that are asked often, as far as there is room to watch them, and those of them whose answers a change may
 * have ended. Safe for use by many threads.
 */
final class HotQueries {
    private final int most;
    private final int often;
    private final Map<CacheKey, Watched> watched = new ConcurrentHashMap<>();
    private final Map<Integer, Set<Watched>> byNumber = new ConcurrentHashMap<>();
    /** Each of those watched at most once. */
    private final BlockingQueue<Watched> due = new LinkedBlockingQueue<>();

    HotQueries(int most, int often) {
        this.most = most;
        this.often = often;
    }

    /** An answer that is kept: as of when it is, and until when. */
    record Kept(Position position, Instant expires) {}

    /** A question, and what happened to it. */
    static final class Watched {
        private final Question question;
        private final AtomicInteger asked = new AtomicInteger(1);
        private final AtomicBoolean queued = new AtomicBoolean();
        private volatile boolean wanted = true;
        private volatile Kept kept;

        private Watched(Question question) {
            this.question = question;
        }

        Question question() {
            return question;
        }

        /** Returns what this instance last kept of it. */
        Optional<Kept> kept() {
            return Optional.ofNullable(kept);
        }

        private void askedAgain() {
            asked.incrementAndGet();
            if (!wanted) {
                wanted = true;
            }
        }
    }

    void asked(Question question) {
        Watched known = watched.get(question.key());
        if (known != null) {
            known.askedAgain();
        } else if (watched.size() < most) {
            watch(question);
        }
    }

    private synchronized void watch(Question question) {
        var added = new Watched(question);
        if (watched.putIfAbsent(question.key(), added) == null) {
            byNumber.computeIfAbsent(question.on().number(), number -> ConcurrentHashMap.newKeySet())
                    .add(added);
        }
    }

    void kept(CacheKey key, Kept kept) {
        Watched known = watched.get(key);
        if (known != null) {
            known.kept = kept;
        }
    }

    /** What depends on a number may have changed. Who was not asked since the last time can wait until he is. */
    void changed(int number) {
        for (Watched each : byNumber.getOrDefault(number, Set.of())) {
            if (each.wanted && each.asked.get() >= often && each.queued.compareAndSet(false, true)) {
                due.add(each);
            }
        }
    }

    /** Waits for a question whose answer may have ended; empty when there is none for so long. */
    Optional<Watched> due(Duration wait) throws InterruptedException {
        Watched next = due.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null) {
            next.wanted = false;
            next.queued.set(false); // a change from now on counts again
        }
        return Optional.ofNullable(next);
    }

    /** Returns the questions asked often whose answers this instance keeps, but not beyond a time. */
    List<Question> expiring(Instant before) {
        return watched.values().stream()
                .filter(it -> it.asked.get() >= often)
                .filter(it -> it.kept()
                        .filter(kept -> kept.expires().isBefore(before))
                        .isPresent())
                .map(Watched::question)
                .toList();
    }

    /** Begins to count anew. */
    synchronized void forget(Question question) {
        Watched gone = watched.remove(question.key());
        if (gone != null) {
            byNumber.computeIfPresent(question.on().number(), (number, all) -> {
                all.remove(gone);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /** Lets half of what was counted count on; what nobody asks any more makes room. */
    void fade() {
        for (Watched each : List.copyOf(watched.values())) {
            if (each.asked.updateAndGet(count -> count / 2) == 0) {
                forget(each.question());
            }
        }
    }
}
