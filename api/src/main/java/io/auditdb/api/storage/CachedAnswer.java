package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.function.Function;

/**
 * An answer as a {@link QueryCache} keeps it: bytes, and until when. What they mean is remembered once they have been read
 * twice, for as long as there is memory to spare, so that a cache that keeps the object itself saves its readers the work;
 * most are read once only before others take their place, and what they mean takes ten times their memory. Immutable but
 * for that. Safe for use by many threads.
 */
public final class CachedAnswer {
    private static final SoftReference<Object> FORGOTTEN = new SoftReference<>(null);

    private final byte[] bytes;
    private final Instant expires;
    private volatile SoftReference<Object> meaning = FORGOTTEN;
    private volatile boolean wasRead;

    /**
     * Keeps these bytes.
     *
     * @param bytes the answer; not copied, and not to be changed any more
     * @param expires when a cache has to have forgotten it; milliseconds count
     */
    public CachedAnswer(byte[] bytes, Instant expires) {
        this.bytes = requireNonNull(bytes, "bytes is null");
        this.expires = requireNonNull(expires, "expires is null");
    }

    /** As {@link #CachedAnswer(byte[], Instant)}, when it is known what they mean. */
    public CachedAnswer(byte[] bytes, Instant expires, Object meaning) {
        this(bytes, expires);
        this.meaning = new SoftReference<>(meaning);
    }

    /** Returns the bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns when a cache has to have forgotten it, also one that it is copied to. */
    public Instant expires() {
        return expires;
    }

    /**
     * Returns what the bytes mean.
     *
     * @param reader finds it out, where it is not remembered
     */
    public Object read(Function<byte[], Object> reader) {
        Object known = meaning.get();
        if (known == null) {
            known = reader.apply(bytes);
            if (wasRead) {
                meaning = new SoftReference<>(known);
            }
            wasRead = true;
        }
        return known;
    }
}
