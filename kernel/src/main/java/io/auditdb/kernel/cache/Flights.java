package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Lets one thread look for an answer while the others that want the same wait for it. Safe for use by many threads. */
final class Flights {
    private final Map<CacheKey, CompletableFuture<Answer>> inFlight = new ConcurrentHashMap<>();
    private final CacheCounts counts;

    Flights(CacheCounts counts) {
        this.counts = counts;
    }

    /**
     * Returns the answer that another thread is looking for, if it will do, or looks for it.
     *
     * @param usable whether it will do; one that somebody began to look for earlier may be too old for this reader
     */
    Answer load(CacheKey key, Predicate<Answer> usable, Supplier<Answer> loader) {
        while (true) {
            var mine = new CompletableFuture<Answer>();
            CompletableFuture<Answer> other = inFlight.putIfAbsent(key, mine);
            if (other == null) {
                return lead(key, mine, loader);
            }
            Answer answer = other.join(); // whoever leads ends within its own limits
            if (answer == null) {
                return loader.get(); // it failed for the other; this one's failure is its own
            }
            if (usable.test(answer)) {
                counts.joined();
                return answer;
            }
        }
    }

    private Answer lead(CacheKey key, CompletableFuture<Answer> mine, Supplier<Answer> loader) {
        Answer answer = null;
        try {
            answer = loader.get();
            return answer;
        } finally {
            inFlight.remove(key, mine);
            mine.complete(answer);
        }
    }
}
