package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.testing.FreePort;
import io.auditdb.testing.RedisCluster;
import io.auditdb.testing.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers behind TLS, sentinels, and a cluster, all of them real. */
class TestRedisTopologies {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private SharedCache open(String addresses, Map<String, Object> settings) {
        var all = new HashMap<String, Object>(Map.of("timeout", "5s"));
        all.putAll(settings);
        return SharedCache.open(addresses, directory, all);
    }

    @Test
    void tlsTrustsWhomItIsTold() throws Exception {
        certify("server", "localhost");
        certify("stranger", "localhost");
        int port = FreePort.find();
        try (RedisServer redis = RedisServer.start(
                "tls-port " + port,
                "tls-auth-clients no",
                "tls-cert-file " + directory.resolve("server.pem"),
                "tls-key-file " + directory.resolve("server.key"),
                "tls-ca-cert-file " + directory.resolve("server.pem"))) {
            try (SharedCache shared = open("localhost:" + port, trusting("server", true))) {
                assertUsable(shared);
                assertThat(redis.bulk("CLIENT", "LIST")).contains("name=audit-db");
            }
            assertRefused(open("localhost:" + port, trusting("stranger", true)));
            assertRefused(open("127.0.0.1:" + port, trusting("server", true)));
            try (SharedCache shared = open("127.0.0.1:" + port, trusting("server", false))) {
                assertUsable(shared);
            }
        }
    }

    private Map<String, Object> trusting(String name, boolean verifyHostName) {
        return Map.of(
                "tls.enabled",
                true,
                "tls.trust-file",
                directory.resolve(name + ".pem").toString(),
                "tls.verify-host-name",
                verifyHostName);
    }

    private static void assertUsable(SharedCache shared) {
        for (int i = 0; i < 20; i++) {
            shared.put("p" + i, "[" + i + "]");
            assertThat(shared.get("p" + i)).contains("[" + i + "]");
        }
        shared.cache().clear();
        assertThat(shared.get("p1")).isEmpty();
        assertThat(shared.cache().lease(SharedCache.key("a"), PATIENCE)).isTrue();
        assertThat(shared.cache().lease(SharedCache.key("a"), PATIENCE)).isFalse();
        shared.cache().release(SharedCache.key("a"));
        assertThat(shared.health().status()).isEqualTo(Status.UP);
    }

    private static void assertRefused(SharedCache shared) {
        try (shared) {
            assertThat(shared.health().status()).isEqualTo(Status.DEGRADED);
            assertThat(shared.health().message()).contains("has not been reached");
        }
    }

    /** A key and a certificate that signs itself, both where the server's user can read them. */
    private void certify(String name, String host) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Key key = keys.getKey(name, "changeit".toCharArray());
        pem(directory.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
        pem(
                directory.resolve(name + ".pem"),
                "CERTIFICATE",
                keys.getCertificate(name).getEncoded());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static void pem(Path file, String what, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void sentinelsSayWhereTheServerIs() throws IOException {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + primary.port());
                RedisServer sentinel = RedisServer.startSentinel(primary)) {
            await().atMost(PATIENCE)
                    .until(() -> sentinel.bulk("INFO", "sentinel").contains("slaves=1"));
            try (SharedCache shared =
                    open(sentinel.address(), Map.of("mode", "sentinel", "sentinel-master", "primary"))) {
                assertUsable(shared);
                shared.put("a", "[]");
                await().atMost(PATIENCE)
                        .until(() ->
                                replica.command("EXISTS", SharedCache.name("a")).equals("1"));
                primary.kill();
                sentinel.command("SENTINEL", "FAILOVER", "primary");
                long began = System.nanoTime();

                await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                    shared.put("b", "[]");
                    assertThat(shared.get("b")).contains("[]");
                });

                System.out.printf(
                        "Redis failed over by a sentinel: used again after %d ms%n",
                        (System.nanoTime() - began) / 1_000_000);
                assertThat(shared.get("a")).contains("[]");
            }
        }
    }

    @Test
    void aClusterSharesTheKeys() throws IOException {
        try (RedisCluster cluster = RedisCluster.start();
                SharedCache shared = open(cluster.servers().get(0).address(), Map.of("mode", "cluster"))) {
            for (int i = 0; i < 50; i++) {
                shared.put("p" + i, "[]");
            }
            for (RedisServer server : cluster.servers()) {
                assertThat(Integer.parseInt(server.command("DBSIZE"))).isBetween(1, 49);
            }
            shared.cache().clear();
            for (RedisServer server : cluster.servers()) {
                assertThat(server.command("DBSIZE")).isEqualTo("0");
            }
            assertUsable(shared);
        }
    }
}
