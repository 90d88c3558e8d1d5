package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is gone, stopped, slow or full costs a caller no more than the timeout, and is used again afterwards. */
class TestRedisOutage {
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    /** For machines that have more to do. */
    private static final Duration MARGIN = Duration.ofMillis(400);

    private static final Duration RECOVERY = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private RedisServer redis;
    private SharedCache shared;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start();
        shared = SharedCache.open(redis.address(), directory, Map.of());
        await().atMost(RECOVERY).ignoreExceptions().until(this::works);
    }

    @AfterEach
    void stop() throws IOException {
        shared.close();
        redis.close();
    }

    private boolean works() {
        shared.put("probe", "there");
        return shared.get("probe").isPresent();
    }

    /** Every call fails, and in time. */
    private void assertFailsInTime() {
        List<Runnable> calls = List.of(
                () -> shared.get("a"),
                () -> shared.put("a", "[]"),
                () -> shared.cache().remove(SharedCache.key("a")),
                () -> shared.cache().lease(SharedCache.key("a"), TIMEOUT),
                () -> shared.cache().clear());
        for (int round = 0; round < 4; round++) {
            for (Runnable call : calls) {
                long began = System.nanoTime();
                assertThatThrownBy(call::run).isInstanceOf(AuditDbException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plus(MARGIN));
            }
        }
        assertThat(shared.health().status()).isEqualTo(Status.DEGRADED);
    }

    private void assertRecovers(String from) {
        long began = System.nanoTime();
        await().atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(this::works);
        System.out.printf("Redis %s: used again after %d ms%n", from, (System.nanoTime() - began) / 1_000_000);
        assertThat(shared.health().status()).isEqualTo(Status.UP);
    }

    @Test
    void killed() throws IOException {
        redis.kill();
        assertFailsInTime();

        redis.restart();
        assertRecovers("killed and started again, empty");
        assertThat(shared.get("a")).isEmpty();
    }

    @Test
    void restartedWhileNobodyAsks() throws IOException {
        shared.put("a", "[]");
        redis.kill();
        redis.restart();

        assertRecovers("restarted empty between two calls");
        assertThat(shared.get("a")).isEmpty();
    }

    @Test
    void stopped() throws IOException {
        redis.pause();
        assertFailsInTime();

        redis.resume();
        assertRecovers("stopped for some seconds");
    }

    /** Longer than connections are thought to be alive. */
    @Test
    void stoppedUntilConnectionsAreGivenUp() throws Exception {
        redis.pause();
        Thread.sleep(6_000);
        assertFailsInTime();

        redis.resume();
        assertRecovers("stopped for many seconds");
    }

    @Test
    void slow() throws IOException {
        redis.slow(Duration.ofSeconds(2));
        long began = System.nanoTime();
        assertThatThrownBy(() -> shared.get("a")).isInstanceOf(AuditDbException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(TIMEOUT, TIMEOUT.plus(MARGIN));

        assertRecovers("slow for two seconds, these included");
    }

    @Test
    void full() throws IOException {
        shared.put("a", "kept");
        redis.maxMemory(1);

        shared.put("b", "not kept");

        assertThat(shared.evicted("full")).isOne();
        assertThat(shared.get("a")).contains("kept");
        assertThat(shared.get("b")).isEmpty();
        assertThat(shared.cache().lease(SharedCache.key("b"), TIMEOUT)).isTrue();
        assertThat(shared.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(shared.health().message()).contains("full");

        redis.maxMemory(0);
        assertRecovers("full");
    }

    @Test
    void awayWhenThePluginStarts() throws IOException {
        redis.kill();
        long began = System.nanoTime();
        try (SharedCache early = SharedCache.open(redis.address(), directory, Map.of())) {
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(RECOVERY);
            assertThatThrownBy(() -> early.get("a")).hasMessageContaining("has not been reached");
            assertThat(early.health().status()).isEqualTo(Status.DEGRADED);

            redis.restart();
            await().atMost(RECOVERY)
                    .untilAsserted(() -> assertThat(early.health().status()).isEqualTo(Status.UP));
            early.put("a", "[]");
            assertThat(early.get("a")).contains("[]");
        }
    }
}
