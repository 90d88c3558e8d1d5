package io.auditdb.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestLiveSettings {
    private final List<Door> told = new ArrayList<>();
    private final LiveSettings<Door> door = new LiveSettings<>(
            "door:front",
            "house.door",
            new Door(5, Duration.ofSeconds(90), 0.7, true, "oak"),
            Set.of("wood"),
            told::add);

    record Door(
            @Setting("Most that pass") int max,
            @Setting("How long") Duration openTime,
            @Setting("Share") double share,
            @Setting("Whether it locks") boolean locked,
            @Setting("What it is made of") String wood) {
        Door {
            if (max < 1) {
                throw new IllegalArgumentException("max must be at least 1");
            }
        }
    }

    @Test
    void changesSomeAndKeepsTheOthers() {
        ComponentLimits before = door.change(Map.of("open-time", "120s", "max", "7"));

        assertThat(told).containsExactly(new Door(7, Duration.ofMinutes(2), 0.7, true, "oak"));
        assertThat(before.limits()).extracting(Limit::value).containsExactly("5", "90s", "0.7", "true");
        assertThat(door.report())
                .isEqualTo(new ComponentLimits(
                        "door:front",
                        "house.door",
                        List.of(
                                new Limit("max", "7", "5", "Most that pass"),
                                new Limit("open-time", "2m", "90s", "How long"),
                                new Limit("share", "0.7", "0.7", "Share"),
                                new Limit("locked", "true", "true", "Whether it locks"))));
    }

    @Test
    void namesEveryFaultAndChangesNothing() {
        AuditDbException refused = catchThrowableOfType(
                AuditDbException.class,
                () -> door.change(Map.of("share", "much", "open-time", "soon", "wood", "pine", "colour", "red")));

        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
        assertThat(refused.faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("share", "open-time", "wood", "colour");
        assertThat(told).isEmpty();
        assertThat(door.report().limits()).allMatch(limit -> limit.value().equals(limit.configured()));
    }

    @Test
    void theRecordJudgesAsItDoesTheConfiguration() {
        AuditDbException refused = catchThrowableOfType(AuditDbException.class, () -> door.change(Map.of("max", "0")));

        assertThat(refused.faults()).containsExactly(new Fault("max", "must be at least 1 (asked for)"));
    }
}
