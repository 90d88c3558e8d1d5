package io.auditdb.benchmarks.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestSteadyWriter {
    private static final int STALL_MILLIS = 400;

    @Test
    void seesAStallThatHoldsEveryWriteUp() throws Exception {
        var stalled = new CountDownLatch(1);
        var lock = new Object();
        try (var writer = new SteadyWriter(number -> {
            synchronized (lock) {
                if (number == SteadyWriter.PER_SECOND) {
                    stalled.countDown();
                    TimeUnit.MILLISECONDS.sleep(STALL_MILLIS);
                }
            }
        })) {
            long start = System.nanoTime();
            stalled.await();
            long stall = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(STALL_MILLIS);
            assertThat(writer.longest(stall, System.nanoTime())).isBetween(STALL_MILLIS - 50.0, 3.0 * STALL_MILLIS);
            assertThat(writer.longest(start, start + TimeUnit.MILLISECONDS.toNanos(500)))
                    .isLessThan(STALL_MILLIS);
            assertThat(writer.count()).isGreaterThan(SteadyWriter.PER_SECOND);
        }
    }

    @Test
    void saysWhenAWriteFails() throws Exception {
        try (var writer = new SteadyWriter(number -> {
            throw new IOException("no");
        })) {
            assertThatThrownBy(() -> writer.longest(0, System.nanoTime())).isInstanceOf(IOException.class);
        }
    }
}
