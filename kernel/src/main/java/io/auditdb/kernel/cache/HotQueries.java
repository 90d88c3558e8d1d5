package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The questions that are asked often, as far as there is room to watch them. Safe for use by many threads. */
final class HotQueries {
    private final int most;
    private final int often;
    private final Map<CacheKey, Watched> watched = new ConcurrentHashMap<>();

    HotQueries(int most, int often) {
        this.most = most;
        this.often = often;
    }

    private record Watched(Question question, AtomicInteger asked) {}

    void asked(Question question) {
        Watched known = watched.get(question.key());
        if (known != null) {
            known.asked().incrementAndGet();
        } else if (watched.size() < most) {
            watched.put(question.key(), new Watched(question, new AtomicInteger(1)));
        }
    }

    /** Begins to count anew. */
    void forget(Question question) {
        watched.remove(question.key());
    }

    List<Question> often() {
        return watched.values().stream()
                .filter(it -> it.asked().get() >= often)
                .map(Watched::question)
                .toList();
    }

    /** Lets half of what was counted count on; what nobody asks any more makes room. */
    void fade() {
        watched.values().removeIf(it -> it.asked().updateAndGet(count -> count / 2) == 0);
    }
}
