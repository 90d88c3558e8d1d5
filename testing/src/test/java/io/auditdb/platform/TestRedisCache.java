package io.auditdb.platform;

import static io.auditdb.platform.SharedCache.key;
import static io.auditdb.platform.SharedCache.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.storage.CachedAnswer;
import io.auditdb.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugin {@code cache-redis} puts into a real Redis, and what it makes of what others put there. */
class TestRedisCache {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String OTHER_KEY = "fedcba9876543210".repeat(4);
    private static final String RIGHTS =
            "+get +set +psetex +del +unlink +exists +scan +evalsha +script|load +ping +client|setname";
    private static final String EVENTS = IntStream.range(0, 100)
            .mapToObj(i -> "{\"id\":\"" + i + "\",\"subject\":{\"id\":\"patient-4711\"},\"action\":\"record.read\"}")
            .collect(Collectors.joining(",", "[", "]"));

    private static RedisServer redis;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void flush() throws IOException {
        redis.flush();
    }

    private SharedCache open(Map<String, Object> settings) {
        var all = new HashMap<String, Object>(Map.of("timeout", "5s"));
        all.putAll(settings);
        return SharedCache.open(redis.address(), directory, all);
    }

    private String keyFile(String key) throws IOException {
        return Files.writeString(directory.resolve(key.substring(0, 4)), key + "\n")
                .toString();
    }

    /** Whether Redis holds this text, as it is, in this value. */
    private static boolean holds(String text, String name) throws IOException {
        String found = redis.command(
                "EVAL", "\"return(string.find(redis.call('get',KEYS[1]),'" + text + "',1,true)or(0))\"", "1", name);
        return Integer.parseInt(found) > 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd", "none"})
    void compressesAndGivesBack(String compression) throws IOException {
        try (SharedCache shared = open(Map.of("compression", compression))) {
            shared.put("a", EVENTS);
            shared.put("small", "[\"patient-4711\"]");

            assertThat(shared.get("a")).contains(EVENTS);
            assertThat(shared.get("small")).contains("[\"patient-4711\"]");
            int stored = Integer.parseInt(redis.command("STRLEN", name("a")));
            assertThat(stored < EVENTS.length() / 2).isEqualTo(!compression.equals("none"));
            assertThat(holds("patient-4711", name("small"))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "none"})
    void nothingIsLegibleWhereThereIsAKey(String compression) throws IOException {
        try (SharedCache shared = open(Map.of("compression", compression, "key-file", keyFile(KEY)))) {
            shared.put("a", EVENTS);
            shared.put("small", "[\"patient-4711\"]");

            assertThat(shared.get("a")).contains(EVENTS);
            assertThat(shared.get("small")).contains("[\"patient-4711\"]");
            assertThat(holds("patient-4711", name("a"))).isFalse();
            assertThat(holds("patient-4711", name("small"))).isFalse();
        }
    }

    @Test
    void aKeyThatWasReplacedStillOpensWhatItClosed() throws IOException {
        try (SharedCache old = open(Map.of("key-file", keyFile(KEY)))) {
            old.put("a", EVENTS);
        }
        try (SharedCache stranger = open(Map.of("key-file", keyFile(OTHER_KEY)));
                SharedCache successor = open(Map.of("key-file", keyFile(OTHER_KEY), "old-key-files", keyFile(KEY)));
                SharedCache keyless = open(Map.of())) {
            assertThat(successor.get("a")).contains(EVENTS);
            assertThat(stranger.get("a")).isEmpty();
            assertThat(keyless.get("a")).isEmpty();
            assertThat(stranger.evicted("unusable")).isOne();
            assertThat(keyless.evicted("unusable")).isOne();
        }
    }

    @Test
    void aValueUnderAnotherKeyDoesNotOpen() throws IOException {
        try (SharedCache shared = open(Map.of("key-file", keyFile(KEY)))) {
            shared.put("a", EVENTS);
            redis.command("COPY", name("a"), name("b"));

            assertThat(shared.get("b")).isEmpty();
            assertThat(shared.evicted("unusable")).isOne();
            assertThat(shared.get("a")).contains(EVENTS);
        }
    }

    @Test
    void aChangedExpiryDoesNotOpen() throws IOException {
        try (SharedCache shared = open(Map.of("key-file", keyFile(KEY)))) {
            shared.put("a", EVENTS);
            redis.command("SETRANGE", name("a"), "3", "\"\\x70\"");

            assertThat(shared.get("a")).isEmpty();
            assertThat(shared.evicted("unusable")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET NAME \"\"",
                "SET NAME foreign",
                "SET NAME \"{'data':[],'timestamp':1700000000000,'ttl':300,'hits':0}\"",
                "SETRANGE NAME 0 \"\\x00\"", // a version before
                "SETRANGE NAME 0 \"\\x02\"", // and after
                "SETRANGE NAME 1 \"\\x02\"", // another compression
                "SETRANGE NAME 1 \"\\x07\"", // none that there is
                "SETRANGE NAME 1 \"\\x11\"", // encrypted
                "SETRANGE NAME 1 \"\\xff\"",
                "SETRANGE NAME 10 \"\\x7f\"", // a size beyond all
                "SETRANGE NAME 10 \"\\xff\"",
                "SETRANGE NAME 13 \"\\x01\"", // another size
                "SETRANGE NAME 14 \"\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\""
            })
    void whatIsNotAnAnswerIsAMiss(String order) throws IOException {
        try (SharedCache shared = open(Map.of())) {
            shared.put("a", EVENTS);
            redis.command(order.replace("NAME", name("a")).split(" "));

            assertThat(shared.get("a")).isEmpty();
            assertThat(shared.evicted("unusable")).isOne();
            assertThat(shared.cache().stats().misses()).isOne();

            shared.put("a", EVENTS);
            assertThat(shared.get("a")).contains(EVENTS);
        }
    }

    @Test
    void aValueOfAnotherTypeIsAMiss() throws IOException {
        redis.command("LPUSH", name("a"), "foreign");
        try (SharedCache shared = open(Map.of())) {
            assertThat(shared.get("a")).isEmpty();
            assertThat(shared.evicted("unusable")).isOne();

            shared.put("a", EVENTS);
            assertThat(shared.get("a")).contains(EVENTS);
        }
    }

    @Test
    void aValueThatWasCutShortIsAMiss() throws IOException {
        try (SharedCache shared = open(Map.of())) {
            shared.put("a", EVENTS);
            String cut = "\"redis.call('set',KEYS[1],string.sub(redis.call('get',KEYS[1]),1,tonumber(ARGV[1])))"
                    + "return(1)\"";
            int length = Integer.parseInt(redis.command("STRLEN", name("a")));
            int unusable = 0;
            for (int left : new int[] {length - 1, length / 2, 14, 13, 10, 9, 2, 1}) {
                redis.command("EVAL", cut, "1", name("a"), Integer.toString(left));

                assertThat(shared.get("a")).as("of %d bytes", left).isEmpty();
                unusable++;
            }
            assertThat(shared.evicted("unusable")).isEqualTo(unusable);
        }
    }

    /** The lifetime is Redis' own, and what is read says when it ends. */
    @Test
    void aValueDiesWithItsAnswer() throws IOException {
        try (SharedCache shared = open(Map.of())) {
            Instant expires = Instant.ofEpochMilli(Instant.now().plus(LONG).toEpochMilli());
            shared.cache().put(key("a"), new CachedAnswer(new byte[] {1}, expires));

            assertThat(Long.parseLong(redis.command("PTTL", name("a")))).isBetween(1L, LONG.toMillis());
            assertThat(shared.cache().get(key("a")).orElseThrow().expires()).isEqualTo(expires);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotKeptNorWhatItReplaces() throws IOException {
        try (SharedCache shared = open(Map.of("max-answer", "4KB"))) {
            shared.put("a", "[]");
            shared.put("a", EVENTS);

            assertThat(shared.evicted("too-large")).isOne();
            assertThat(redis.command("EXISTS", name("a"))).isEqualTo("0");
        }
    }

    @Test
    void clearsItsNamespaceOnly() throws IOException {
        redis.command("SET", "somebody", "else");
        try (SharedCache shared = open(Map.of());
                SharedCache other = open(Map.of("namespace", "audit-db-2"))) {
            other.put("a", "other");
            for (int i = 0; i < 2_500; i++) { // several steps
                shared.put("p" + i, "[]");
            }

            shared.cache().clear();

            assertThat(redis.command("DBSIZE")).isEqualTo("2");
            assertThat(other.get("a")).contains("other");
            assertThat(shared.get("p7")).isEmpty();
        }
    }

    @Test
    void oneInstanceAtATimeHasALease() throws Exception {
        try (SharedCache one = open(Map.of());
                SharedCache two = open(Map.of())) {
            assertThat(one.cache().lease(key("a"), LONG)).isTrue();
            assertThat(two.cache().lease(key("a"), LONG)).isFalse();

            two.cache().release(key("a")); // is not its own
            assertThat(two.cache().lease(key("a"), LONG)).isFalse();

            one.cache().release(key("a"));
            assertThat(two.cache().lease(key("a"), Duration.ofMillis(50))).isTrue();
            Thread.sleep(60);
            assertThat(one.cache().lease(key("a"), LONG)).isTrue();
            two.cache().release(key("a")); // was its own, and is over
            assertThat(two.cache().lease(key("a"), LONG)).isFalse();
        }
    }

    /** No KEYS, and one command for one call. */
    @Test
    void asksRedisOnce() throws IOException {
        try (SharedCache shared = open(Map.of())) {
            redis.command("CONFIG", "RESETSTAT");
            shared.put("a", EVENTS);
            shared.get("a");
            shared.get("b");
            shared.cache().clear();

            assertThat(commands()).contains("cmdstat_get:calls=2,").containsPattern("cmdstat_(p?setex|set):calls=1,");
            assertThat(commands()).contains("cmdstat_scan:").contains("cmdstat_unlink:calls=1,");
            assertThat(commands()).doesNotContain("cmdstat_keys", "cmdstat_eval");
        }
    }

    private static String commands() throws IOException {
        return redis.bulk("INFO", "commandstats");
    }

    /** With no more rights than the guide names. */
    @Test
    void aPasswordComesFromAFile() throws IOException {
        redis.command("ACL", "SETUSER", "cache", "on", ">s3cret", "~audit-db:*", "-@all", RIGHTS);
        Path right = Files.writeString(directory.resolve("right"), "s3cret\n");
        try (SharedCache shared = open(Map.of("username", "cache", "password-file", right.toString()))) {
            shared.put("a", EVENTS);

            assertThat(shared.get("a")).contains(EVENTS);
            assertThat(redis.bulk("CLIENT", "LIST")).contains("user=cache");
            assertThat(shared.cache().lease(key("a"), LONG)).isTrue();
            shared.cache().release(key("a"));
            assertThat(shared.cache().lease(key("a"), LONG)).isTrue();
            shared.cache().remove(key("a"));
            shared.cache().clear();
            assertThat(shared.health().message()).isEmpty();
        }
        Path wrong = Files.writeString(directory.resolve("wrong"), "guess\n");
        try (SharedCache shared = open(Map.of("username", "cache", "password-file", wrong.toString()))) {
            assertThatThrownBy(() -> shared.get("a")).hasMessageContaining("has not been reached");
            assertThat(shared.health().message()).doesNotContain("guess");
        }
    }
}
