package io.auditdb.examples.lru;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers in the order in which they were asked for. Safe for use by many threads, one at a time. */
final class LruCache implements QueryCache {
    private final String name;
    private final Map<CacheKey, CachedAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private int max;
    private long hits;
    private long misses;
    private long puts;
    private long evictions;

    LruCache(String name, int max) {
        this.name = name;
        this.max = max;
    }

    synchronized void resize(int answersToKeep) {
        max = answersToKeep;
        makeRoom();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reach reach() {
        return Reach.LOCAL;
    }

    @Override
    public synchronized Optional<CachedAnswer> get(CacheKey key) {
        CachedAnswer answer = answers.get(key);
        if (answer != null && !answer.expires().isAfter(Instant.now())) {
            answers.remove(key);
            answer = null;
        }
        if (answer == null) {
            misses++;
        } else {
            hits++;
        }
        return Optional.ofNullable(answer);
    }

    @Override
    public synchronized void put(CacheKey key, CachedAnswer answer) {
        puts++;
        if (answer.expires().isAfter(Instant.now())) {
            answers.put(key, answer);
            makeRoom();
        } else {
            answers.remove(key); // an answer that is over replaces one that is not
        }
    }

    private void makeRoom() {
        Iterator<CacheKey> oldest = answers.keySet().iterator();
        while (answers.size() > max) {
            oldest.next();
            oldest.remove();
            evictions++;
        }
    }

    @Override
    public synchronized void remove(CacheKey key) {
        answers.remove(key);
    }

    @Override
    public synchronized void clear() {
        answers.clear();
    }

    @Override
    public synchronized Stats stats() {
        long bytes =
                answers.values().stream().mapToLong(it -> it.bytes().length).sum();
        return new Stats(hits, misses, puts, Map.of("capacity", evictions), answers.size(), bytes, -1);
    }
}
