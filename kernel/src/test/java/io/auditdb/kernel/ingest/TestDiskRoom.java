package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.plugin.DataSize;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestDiskRoom {
    private final AtomicLong free = new AtomicLong(DataSize.parse("300MB").bytes());
    private final AtomicLong now = new AtomicLong();
    private final DiskRoom room = new DiskRoom(free::get, DataSize.parse("256MB"), now::get);

    private void leave(String size) {
        free.set(DataSize.parse(size).bytes());
        now.addAndGet(Duration.ofMillis(500).toNanos());
    }

    @Test
    void refusesBelowTheLimitAndSaysWhatIsLeft() {
        room.require();
        leave("255MB");
        assertThatThrownBy(room::require)
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(10)))
                .hasMessageContaining("255 MB left, and 256 are kept free (ingest.min-free-disk)");
        assertThat(room.refused()).isOne();
    }

    @Test
    void goesOnWhenATenthMoreIsFree() {
        leave("100MB");
        assertThat(room.isShort()).isTrue();
        leave("260MB");
        assertThat(room.isShort()).isTrue();
        leave("282MB");
        assertThat(room.isShort()).isFalse();
        leave("260MB");
        assertThat(room.isShort()).isFalse();
    }

    @Test
    void doesNotAskTheDiskForEachEvent() {
        assertThat(room.isShort()).isFalse();
        free.set(0);
        assertThat(room.isShort()).isFalse();
        leave("0B");
        assertThat(room.isShort()).isTrue();
    }

    @Test
    void keepsNothingFreeWhenToldTo() {
        var without = new DiskRoom(() -> 0, new DataSize(0), System::nanoTime);
        without.require();
    }
}
