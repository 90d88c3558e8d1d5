package io.auditdb.kernel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.auditdb.api.operations.Health.Component;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.HealthCheck.Result;
import io.auditdb.api.operations.HealthCheck.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestHealthReports {
    private final List<HealthCheck> checks = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private volatile Status status = Status.UP;
    private final HealthReports health =
            new HealthReports(checks, new HealthSettings(Duration.ofMillis(200), 4, Duration.ZERO), new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            });

    @AfterEach
    void close() {
        health.close();
    }

    private HealthCheck check(String name, Runnable before) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String advice() {
                return "mend it";
            }

            @Override
            public Result check() {
                before.run();
                return new Result(status, status == Status.UP ? "" : "ill");
            }
        };
    }

    private Component only() {
        assertThat(health.report()).hasSize(1);
        return health.report().get(0);
    }

    @Test
    void saysSinceWhenAndWhatToDo() {
        checks.add(check("disk", () -> {}));
        Instant start = now;
        assertThat(only()).isEqualTo(new Component("disk", Status.UP, "", "", start));
        now = start.plusSeconds(10);
        assertThat(only().since()).isEqualTo(start);
        status = Status.DEGRADED;
        assertThat(only()).isEqualTo(new Component("disk", Status.DEGRADED, "ill", "mend it", start.plusSeconds(10)));
        now = start.plusSeconds(20);
        assertThat(only().since()).isEqualTo(start.plusSeconds(10));
        status = Status.UP;
        assertThat(only().since()).isEqualTo(start.plusSeconds(20));
    }

    @Test
    void whatFailsOrHangsIsDownAndKeepsNobodyElse() {
        var leave = new CountDownLatch(1);
        checks.add(check("fails", () -> {
            throw new IllegalStateException("secret");
        }));
        checks.add(check("hangs", () -> {
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        checks.add(check("well", () -> {}));
        assertThat(health.report())
                .extracting(Component::name, Component::status)
                .containsExactly(tuple("fails", Status.DOWN), tuple("hangs", Status.DOWN), tuple("well", Status.UP));
        assertThat(health.report().get(0).message()).doesNotContain("secret");
        leave.countDown();
    }
}
