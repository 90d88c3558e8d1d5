package io.auditdb.kernel.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestKeyDirectory {
    @TempDir
    private Path directory;

    @Test
    void directoryAndKeysAreForTheirOwnerOnly() throws IOException {
        var keys = new KeyDirectory(directory.resolve("var/keys"));
        keys.secretKey("a.key");
        keys.text("b.key", () -> "text");
        keys.derivedPassword("writer");
        assertThat(mode(directory.resolve("var/keys"))).isEqualTo("rwx------");
        try (var files = Files.list(directory.resolve("var/keys"))) {
            List<Path> all = files.sorted().toList();
            assertThat(all.stream().map(it -> it.getFileName().toString()))
                    .containsExactly("a.key", "b.key", "database.key");
            for (Path file : all) {
                assertThat(mode(file)).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aFileIsReplacedAsAWholeAndItsVersionTellsSo() throws IOException {
        var keys = new KeyDirectory(directory.resolve("keys"));
        assertThat(keys.version("ring")).isEmpty();
        keys.text("ring", () -> "one");
        String first = keys.version("ring");
        assertThat(keys.version("ring")).isEqualTo(first);
        assertThat(keys.<String>exclusively("ring", () -> {
                    keys.replace("ring", "two");
                    return keys.text("ring");
                }))
                .isEqualTo("two");
        assertThat(keys.version("ring")).isNotEqualTo(first);
        try (var files = Files.list(directory.resolve("keys"))) {
            assertThat(files).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
        }
        keys.delete("ring");
        keys.delete("ring");
        assertThatThrownBy(() -> keys.text("ring")).hasMessageStartingWith("Cannot read the key ");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aKeyIsMadeOnceAndKept() {
        var keys = new KeyDirectory(directory.resolve("keys"));
        byte[] key = keys.secretKey("a.key");
        assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(keys.secretKey("a.key")).isEqualTo(key);
        assertThat(new KeyDirectory(directory.resolve("keys")).secretKey("a.key"))
                .isEqualTo(key);
        assertThat(keys.secretKey("b.key")).isNotEqualTo(key);
        assertThat(new KeyDirectory(directory.resolve("other")).secretKey("a.key"))
                .isNotEqualTo(key);
    }

    @Test
    void manyInstancesThatStartAtOnceShareOneKey() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                Path place = directory.resolve("start" + round + "/keys");
                var start = new CyclicBarrier(threads);
                var answers = new ArrayList<Future<String>>();
                for (int i = 0; i < threads; i++) {
                    answers.add(pool.submit(() -> {
                        start.await();
                        return HexFormat.of().formatHex(new KeyDirectory(place).secretKey("a.key"));
                    }));
                }
                Set<String> keys = new HashSet<>();
                for (Future<String> answer : answers) {
                    keys.add(answer.get());
                }
                assertThat(keys).hasSize(1);
                try (var files = Files.list(place)) {
                    assertThat(files).containsExactly(place.resolve("a.key"));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aPasswordFollowsFromTheKeyAndItsLabel() {
        var keys = new KeyDirectory(directory.resolve("keys"));
        String password = keys.derivedPassword("writer");
        assertThat(password).matches("[A-Za-z0-9_-]{43}");
        assertThat(new KeyDirectory(directory.resolve("keys")).derivedPassword("writer"))
                .isEqualTo(password);
        assertThat(keys.derivedPassword("redactor")).isNotEqualTo(password);
        assertThat(new KeyDirectory(directory.resolve("other")).derivedPassword("writer"))
                .isNotEqualTo(password);
    }

    /** RFC 4231, test case 2. */
    @Test
    void authenticatesAsTheStandardDoes() {
        assertThat(HexFormat.of()
                        .formatHex(KeyDirectory.hmac(
                                "Jefe".getBytes(StandardCharsets.US_ASCII),
                                "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void aPlaceThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> new KeyDirectory(file.resolve("keys")))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining(file.resolve("keys").toString());
    }
}
