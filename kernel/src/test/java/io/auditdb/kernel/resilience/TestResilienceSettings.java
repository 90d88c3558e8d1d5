package io.auditdb.kernel.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.kernel.config.Configuration;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestResilienceSettings {
    private static ResilienceSettings bind(Configuration.Builder configuration) {
        return configuration.build().bind("resilience", ResilienceSettings.class);
    }

    private static void assertRule(BreakerSettings rule, int failures, int windowSeconds, int openSeconds) {
        assertThat(rule.failures()).isEqualTo(failures);
        assertThat(rule.window()).isEqualTo(Duration.ofSeconds(windowSeconds));
        assertThat(rule.open()).isEqualTo(Duration.ofSeconds(openSeconds));
    }

    @Test
    void eachThingHasItsOwnDefaults() {
        ResilienceSettings settings = bind(Configuration.builder());
        assertRule(settings.primary(), 5, 30, 30);
        assertRule(settings.replica(), 3, 15, 15);
        assertRule(settings.cache(), 10, 60, 5);
        assertRule(settings.partitions(), 2, 10, 60);
        assertThat(settings.primary().maxOpen()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.cache().maxOpen()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.retry().attempts()).isEqualTo(3);
    }

    @Test
    void eachMayBeSet() {
        ResilienceSettings settings = bind(
                Configuration.builder().set("resilience.primary.failures", 7).set("resilience.cache.open", "2s"));
        assertRule(settings.primary(), 7, 30, 30);
        assertRule(settings.cache(), 10, 60, 2);
        assertRule(settings.archive(), 5, 30, 30);
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> bind(Configuration.builder().set("resilience.replica.failures", 0)))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("resilience.replica.failures: must be at least 1");
        assertThatThrownBy(() -> bind(Configuration.builder().set("resilience.primary.open", "1h")))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("resilience.primary.max-open: must not be shorter than open");
    }
}
