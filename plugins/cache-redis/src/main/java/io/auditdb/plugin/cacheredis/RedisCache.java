package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.plugin.cacheredis.RedisLink.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.redisson.api.AsyncIterator;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in Redis, a string each, which dies with the answer. One command a call. Safe for use by many threads. */
final class RedisCache implements QueryCache {
    private static final Logger log = LoggerFactory.getLogger(RedisCache.class);
    private static final String LEASE = ":lease";
    private static final int CLEAR_STEP = 1_000;

    private final RedisLink link;
    private final Envelope envelope;
    private final String prefix;
    private final int maxAnswer;
    private final Leases leases = new Leases();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();
    private final LongAdder unusable = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean full;

    RedisCache(RedisLink link, Envelope envelope, String namespace, int maxAnswer) {
        this.link = requireNonNull(link, "link is null");
        this.envelope = requireNonNull(envelope, "envelope is null");
        this.prefix = namespace + ":";
        this.maxAnswer = maxAnswer;
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }

    @Override
    public Optional<CachedAnswer> get(CacheKey key) {
        String name = name(key);
        Optional<CachedAnswer> found;
        try {
            byte[] value = link.call(redis -> bucket(redis, name).getAsync());
            found = value == null ? Optional.empty() : Optional.of(envelope.open(name, value));
        } catch (UnusableException e) {
            found = unusable(e);
        } catch (RefusedException e) {
            if (!e.code().equals(RefusedException.OTHER_TYPE)) {
                throw RedisLink.unavailable(e.getMessage());
            }
            found = unusable(e);
        }
        // The clock of Redis may differ from ours
        found = found.filter(answer -> answer.expires().isAfter(Instant.now()));
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    private Optional<CachedAnswer> unusable(Exception problem) {
        log.debug("What is kept in Redis is not an answer", problem);
        unusable.increment();
        return Optional.empty();
    }

    @Override
    public void put(CacheKey key, CachedAnswer answer) {
        Duration left = Duration.between(Instant.now(), answer.expires());
        boolean fits = answer.bytes().length <= maxAnswer;
        if (!fits) {
            tooLarge.increment();
        }
        if (!fits || left.toMillis() < 1) {
            remove(key); // what it was to replace
            return;
        }
        String name = name(key);
        byte[] value = envelope.seal(name, answer);
        try {
            link.call(redis -> bucket(redis, name).setAsync(value, left));
            puts.increment();
            full = false;
        } catch (RefusedException e) {
            refuse(e);
        }
    }

    /** A server that is full still answers, and makes room as what it holds expires. */
    private void refuse(RefusedException problem) {
        if (!problem.code().equals(RefusedException.OUT_OF_MEMORY)) {
            throw RedisLink.unavailable(problem.getMessage());
        }
        refused.increment();
        full = true;
    }

    @Override
    public void remove(CacheKey key) {
        String name = name(key);
        answered(redis -> redis.getKeys().unlinkAsync(name));
    }

    /** {@inheritDoc} Each step waits no longer than a command may, however many there are. */
    @Override
    public void clear() {
        var options = KeysScanOptions.defaults().pattern(prefix + "*").chunkSize(CLEAR_STEP);
        AsyncIterator<String> names =
                answered(redis -> completed(redis.getKeys().getKeysAsync(options)));
        var step = new ArrayList<String>(CLEAR_STEP);
        while (answered(redis -> names.hasNext())) {
            step.add(answered(redis -> names.next()));
            if (step.size() == CLEAR_STEP) {
                unlink(step);
            }
        }
        if (!step.isEmpty()) {
            unlink(step);
        }
    }

    private void unlink(List<String> step) {
        answered(redis -> redis.getKeys().unlinkAsync(step.toArray(String[]::new)));
        step.clear();
    }

    private static <T> CompletionStage<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /** {@inheritDoc} A server that is full cannot say, and then everybody may. */
    @Override
    public boolean lease(CacheKey key, Duration time) {
        byte[] token = leases.token();
        try {
            if (!link.call(redis -> bucket(redis, name(key) + LEASE).setIfAbsentAsync(token, time))) {
                return false;
            }
            leases.hold(key, token, time);
        } catch (RefusedException e) {
            refuse(e);
        }
        return true;
    }

    @Override
    public void release(CacheKey key) {
        leases.end(key)
                .ifPresent(token ->
                        answered(redis -> bucket(redis, name(key) + LEASE).compareAndSetAsync(token, null)));
    }

    /** Returns whether Redis keeps what it is given, by asking it something. */
    boolean isFull() {
        answered(redis -> bucket(redis, prefix + "health").isExistsAsync());
        return full;
    }

    private <T> T answered(Function<RedissonClient, CompletionStage<T>> command) {
        try {
            return link.call(command);
        } catch (RefusedException e) {
            throw RedisLink.unavailable(e.getMessage());
        }
    }

    private static RBucket<byte[]> bucket(RedissonClient redis, String name) {
        return redis.getBucket(name, ByteArrayCodec.INSTANCE);
    }

    private String name(CacheKey key) {
        return prefix
                + String.join(
                        ":",
                        part(key.tenant()),
                        part(key.queryType()),
                        part(key.queryHash()),
                        part(key.parameterHash()),
                        part(key.schemaVersion()));
    }

    /** Without colons, so that no two keys have the same name. */
    private static String part(String text) {
        return text.indexOf(':') < 0 && text.indexOf('%') < 0
                ? text
                : text.replace("%", "%25").replace(":", "%3A");
    }

    /** {@inheritDoc} What others put there and what Redis evicts is not known here. */
    @Override
    public Stats stats() {
        return new Stats(
                hits.sum(),
                misses.sum(),
                puts.sum(),
                Map.of("too-large", tooLarge.sum(), "unusable", unusable.sum(), "full", refused.sum()),
                -1,
                -1,
                -1);
    }
}
