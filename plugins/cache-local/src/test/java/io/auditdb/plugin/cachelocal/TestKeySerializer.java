package io.auditdb.plugin.cachelocal;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.CacheKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestKeySerializer {
    private static final List<CacheKey> KEYS = List.of(
            new CacheKey("clinic", "page", "query", "values", "31"),
            new CacheKey("clinicp", "age", "query", "values", "31"),
            new CacheKey("clinic\0page", "", "query", "values", "31"),
            new CacheKey("klinik-zürich", "page", "query", "values", "31"),
            new CacheKey("clinic", "page", "query", "", "values31"));

    private final KeySerializer serializer = new KeySerializer();

    @Test
    void readsWhatItWrote() {
        for (CacheKey key : KEYS) {
            assertThat(serializer.read(serializer.serialize(key))).isEqualTo(key);
        }
    }

    @Test
    void noTwoKeysAreTheSameBytes() {
        for (CacheKey key : KEYS) {
            assertThat(KEYS.stream().filter(other -> serializer.equals(other, serializer.serialize(key))))
                    .containsExactly(key);
        }
    }
}
