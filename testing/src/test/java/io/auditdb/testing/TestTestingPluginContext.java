package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTestingPluginContext {
    @TempDir
    private Path directory;

    record HelloSettings(
            @Setting(value = "how long", defaultValue = "30s")
            Duration patience,

            @Setting(value = "how often", defaultValue = "3")
            int times) {}

    @Test
    void bindsSettingsOverDefaults() {
        var context = TestingPluginContext.builder("hello", directory)
                .setting("times", "5")
                .build();
        assertThat(context.settings(HelloSettings.class)).isEqualTo(new HelloSettings(Duration.ofSeconds(30), 5));
    }

    @Test
    void refusesUnknownSettings() {
        var context = TestingPluginContext.builder("hello", directory)
                .setting("time", "5")
                .build();
        assertThatThrownBy(() -> context.settings(HelloSettings.class)).isInstanceOf(AuditDbException.class);
    }

    @Test
    void handsOutServicesLikeTheHost() {
        var context = TestingPluginContext.builder("hello", directory).build();
        Ledger missing = context.service(Ledger.class);
        assertThatThrownBy(missing::checkpoint).hasMessageContaining("the test provides no Ledger");
        assertThat(context.service(Json.class).read("{}")).isEqualTo(Map.of());
    }

    @Test
    void handsOutExtensionsByKind() {
        EventPreset preset = event -> event;
        var context = TestingPluginContext.builder("hello", directory)
                .extension(preset)
                .build();
        assertThat(context.extensions(EventPreset.class)).containsExactly(preset);
        assertThat(context.extensions(EventValidator.class)).isEmpty();
    }
}
