package io.auditdb.api.storage;

import static java.util.Objects.requireNonNull;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.function.Function;

/**
 * An answer as a {@link QueryCache} keeps it: bytes, and until when. What they mean is remembered, so that a cache that
 * keeps the object itself saves its readers the work: until the next garbage collection when they have been read once,
 * because most are not read again before others take their place, and for as long as there is memory to spare when they
 * have been read twice. It takes ten times their memory. Immutable but for that. Safe for use by many threads.
 */
public final class CachedAnswer {
    private final byte[] bytes;
    private final Instant expires;
    private volatile Reference<Object> meaning;

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
        Reference<Object> before = meaning;
        Object known = before == null ? null : before.get();
        boolean isKnown = known != null;
        if (!isKnown) {
            known = reader.apply(bytes);
        }
        if (before == null) {
            meaning = new WeakReference<>(known);
        } else if (!isKnown || before instanceof WeakReference) {
            meaning = new SoftReference<>(known);
        }
        return known;
    }
}
