package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CachedAnswer;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.ehcache.spi.serialization.Serializer;

/** Answers as bytes: when they expire, in milliseconds since 1970, and what they are. */
final class AnswerSerializer implements Serializer<CachedAnswer> {
    private final Arrivals arrivals;

    /** Tells of each answer that is read, because it comes onto the heap. */
    AnswerSerializer(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public ByteBuffer serialize(CachedAnswer answer) {
        return ByteBuffer.allocate(Long.BYTES + answer.bytes().length)
                .putLong(answer.expires().toEpochMilli())
                .put(answer.bytes())
                .flip();
    }

    @Override
    public CachedAnswer read(ByteBuffer binary) {
        Instant expires = Instant.ofEpochMilli(binary.getLong());
        var bytes = new byte[binary.remaining()];
        binary.get(bytes);
        arrivals.add(bytes.length);
        return new CachedAnswer(bytes, expires);
    }

    @Override
    public boolean equals(CachedAnswer answer, ByteBuffer binary) {
        return serialize(answer).equals(binary);
    }
}
