package io.auditdb.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestServerLimit {
    private static final List<PoolBounds> BOUNDS =
            List.of(new PoolBounds(2, 8, false), new PoolBounds(2, 20, true), new PoolBounds(3, 4, false));

    @Test
    void whereThereIsRoomEachPoolHasWhatItWants() {
        assertThat(new ServerLimit(97, 20).share(BOUNDS, List.of(8, 20, 4))).containsExactly(8, 20, 4);
        assertThat(new ServerLimit(32, 0).share(BOUNDS, List.of(8, 20, 4))).containsExactly(8, 20, 4);
    }

    @Test
    void otherwiseEachHasItsShareAndNeverMoreThanThereIs() {
        assertThat(new ServerLimit(40, 20).share(BOUNDS, List.of(8, 20, 4))).containsExactly(5, 11, 3);
        for (int allowed = 7; allowed < 32; allowed++) {
            List<Integer> sizes = new ServerLimit(allowed, 0).share(BOUNDS, List.of(8, 20, 4));
            assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(allowed);
            for (int i = 0; i < BOUNDS.size(); i++) {
                assertThat(sizes.get(i))
                        .isBetween(BOUNDS.get(i).min(), BOUNDS.get(i).max());
            }
        }
    }

    @Test
    void tooFewForTheFewestIsAFaultOfTheConfiguration() {
        assertThatThrownBy(() -> new ServerLimit(26, 20).share(BOUNDS, List.of(2, 2, 3)))
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
                    assertThat(e)
                            .hasMessageContaining("database.pool.headroom")
                            .hasMessageContaining("max_connections");
                });
    }
}
