package io.auditdb.kernel;

import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.archive.ArchiveSettings;
import io.auditdb.kernel.cache.CacheSettings;
import io.auditdb.kernel.errors.ErrorSettings;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.evidence.EvidenceSettings;
import io.auditdb.kernel.feed.FeedSettings;
import io.auditdb.kernel.health.HealthSettings;
import io.auditdb.kernel.http.HttpSettings;
import io.auditdb.kernel.ingest.IngestSettings;
import io.auditdb.kernel.ledger.LedgerSettings;
import io.auditdb.kernel.metrics.MetricsSettings;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.preset.PresetSettings;
import io.auditdb.kernel.quarantine.QuarantineSettings;
import io.auditdb.kernel.query.QuerySettings;
import io.auditdb.kernel.resilience.ResilienceSettings;
import io.auditdb.kernel.security.SecuritySettings;
import io.auditdb.kernel.store.DatabaseSettings;
import io.auditdb.kernel.store.PartitionSettings;

/** Everything that can be configured besides plugins, by section. */
public record KernelSettings(
        @Setting("The HTTP interface") HttpSettings http,
        @Setting("The database") DatabaseSettings database,
        @Setting("Time partitions") PartitionSettings partition,
        @Setting("What an event may look like") EventSettings event,

        @Setting("Presets of events, which the database has")
        PresetSettings eventPresets,

        @Setting("Input that could not become events") QuarantineSettings quarantine,

        @Setting("How events are taken in") IngestSettings ingest,
        @Setting("The tamper-evident log") LedgerSettings ledger,
        @Setting("Evidence to hand out") EvidenceSettings evidence,
        @Setting("How events are read") QuerySettings query,
        @Setting("How events are read as they come") FeedSettings feed,
        @Setting("How answers are kept") CacheSettings cache,
        @Setting("How events are archived") ArchiveSettings archive,

        @Setting("What happens when things outside keep failing")
        ResilienceSettings resilience,

        @Setting("What is kept of errors") ErrorSettings errors,
        @Setting("What is counted and timed") MetricsSettings metrics,

        @Setting("How the parts of the platform are asked how they are")
        HealthSettings health,

        @Setting("Tokens") SecuritySettings security,
        @Setting("How plugins are run") PluginHostSettings pluginHost) {}
