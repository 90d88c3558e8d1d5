package io.auditdb.plugin.monitoring;

import io.auditdb.api.plugin.Setting;
import io.auditdb.plugin.monitoring.advice.AdviceSettings;
import io.auditdb.plugin.monitoring.alert.AlertSettings;
import io.auditdb.plugin.monitoring.forecast.ForecastSettings;
import io.auditdb.plugin.monitoring.statement.StatementSettings;
import java.time.Duration;

/** What is shown of the platform's figures, and to whom. */
public record MonitoringSettings(
        @Setting(
                value = "Whether /metrics is answered without a token; figures name no tenant and no person",
                defaultValue = "false")
        boolean open,

        @Setting(value = "Whether figures are shown by JMX, under io.auditdb", defaultValue = "true")
        boolean jmx,

        @Setting(
                value = "How often what only the database knows is asked for, as sizes of partitions",
                defaultValue = "30s")
        Duration interval,

        @Setting("What is kept of the statements that the databases run")
        StatementSettings statements,

        @Setting("What is kept to foretell from") ForecastSettings forecast,

        @Setting("From where on something is worth advice") AdviceSettings advice,

        @Setting("What is worth an alert, and who gets it") AlertSettings alerts) {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** Checks the bounds. */
    public MonitoringSettings {
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("interval must be at least 100ms");
        }
    }
}
