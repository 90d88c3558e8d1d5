package io.auditdb.kernel.resilience;

import io.auditdb.api.plugin.Setting;

/** What happens when a thing outside the platform keeps failing. */
public record ResilienceSettings(
        @Setting("The primary database, as it is read from") BreakerSettings primary,

        @Setting(value = "Each replica", defaultValue = "failures=3, window=15s, open=15s")
        BreakerSettings replica,

        @Setting(
                value = "Each cache; max-concurrent is for those that instances share",
                // longer than the target for a recovery it never stays away: asking the database instead costs
                // something
                defaultValue = "failures=10, window=60s, open=5s, max-open=5s, probes=1, max-concurrent=256")
        BreakerSettings cache,

        @Setting(value = "Work on partitions", defaultValue = "failures=2, window=10s, open=60s, probes=1")
        BreakerSettings partitions,

        @Setting(value = "The storage of archives", defaultValue = "max-concurrent=32, max-wait=10s")
        BreakerSettings archive,

        @Setting("Work that is repeated") RetrySettings retry) {}
