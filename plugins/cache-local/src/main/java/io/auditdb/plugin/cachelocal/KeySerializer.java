package io.auditdb.plugin.cachelocal;

import io.auditdb.api.storage.CacheKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.ehcache.spi.serialization.Serializer;

/** Keys as bytes: each part after its length, so that no two keys have the same. */
final class KeySerializer implements Serializer<CacheKey> {
    @Override
    public ByteBuffer serialize(CacheKey key) {
        byte[][] parts = Stream.of(
                        key.tenant(), key.queryType(), key.queryHash(), key.parameterHash(), key.schemaVersion())
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        int length = 0;
        for (byte[] part : parts) {
            length += Integer.BYTES + part.length;
        }
        ByteBuffer binary = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            binary.putInt(part.length).put(part);
        }
        return binary.flip();
    }

    @Override
    public CacheKey read(ByteBuffer binary) {
        return new CacheKey(part(binary), part(binary), part(binary), part(binary), part(binary));
    }

    private static String part(ByteBuffer binary) {
        var part = new byte[binary.getInt()];
        binary.get(part);
        return new String(part, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(CacheKey key, ByteBuffer binary) {
        return serialize(key).equals(binary);
    }
}
