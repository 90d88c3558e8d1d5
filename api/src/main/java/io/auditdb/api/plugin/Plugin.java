package io.auditdb.api.plugin;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.compliance.ComplianceReport;
import io.auditdb.api.compliance.IdentityVault;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.Delivery;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.DatabaseProvider;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.api.storage.ReplicaRouter;
import java.util.List;
import java.util.Optional;

/**
 * The whole system in one file: whatever can be added to audit-db or replaced in it is one method here, empty by
 * default.
 *
 * <p>A plugin is a jar with a class that implements this interface, is public, has a public constructor without
 * arguments, and is named in {@code META-INF/services/io.auditdb.api.plugin.Plugin}. The same jar runs as an OSGi bundle
 * in the daemon, where its {@code Bundle-SymbolicName} must equal {@link #name()}, and on a plain class path.
 *
 * <p><b>Life.</b> The host makes an instance, reads {@link #name()} and {@link #settings()}, calls {@link #start} once,
 * then each extension method once, and uses what they returned, from many threads at once, until it has let the last
 * call in flight finish; then it calls {@link #close} once and drops everything. An upgrade, a restart, and a change of
 * settings that {@link #reconfiguration} does not take, is a new instance. If {@code start} or an extension method throws,
 * the plugin does not become active and {@code close} is called all the same.
 *
 * <p><b>Manners.</b> Threads that a plugin needs are its own and end with {@code close}. The context class loader is the
 * plugin's own during every call. What a plugin throws harms the call, not the platform.
 *
 * <p>A new kind of extension is a new method that returns a {@code List} of a type of this api; the host needs no
 * change for it.
 */
public interface Plugin extends AutoCloseable {
    /** Returns the name, lower case with dashes, under which the configuration file knows the plugin. */
    String name();

    /** Returns the record that holds the plugin's settings, each component described by {@link Setting}. */
    default Class<? extends Record> settings() {
        return NoSettings.class;
    }

    /**
     * Starts the plugin. Services may be looked up here, but not called: the database may not be open yet.
     *
     * @throws Exception to say that the plugin cannot run, and why
     */
    default void start(PluginContext context) throws Exception {}

    /**
     * Says how the running plugin takes other settings, without being started again. Asked when the configuration file has
     * changed; must not change anything by itself. {@link PluginContext#settings} stays what the plugin was started with.
     *
     * @param settings of the type {@link #settings()} named, already judged by its own constructor
     * @return what puts them into force, which must not fail; empty when that takes a new instance
     */
    default Optional<Runnable> reconfiguration(Record settings) {
        return Optional.empty();
    }

    /**
     * Returns what a new instance of this plugin, perhaps of another version, may go on with: it finds this in {@link
     * PluginContext#inherited}. Called while calls are in flight, before the new instance starts; what happens afterwards is
     * not part of it. So it is for what is nice to have, such as the content of a cache.
     *
     * @return at most {@code plugin-host.max-state} bytes in a format that tells its version; empty for nothing
     */
    default Optional<byte[]> state() {
        return Optional.empty();
    }

    /** Stops the plugin: ends its threads, closes its files. Called once, after the last call has returned. */
    @Override
    default void close() throws Exception {}

    /** Formats that events can be read from or written in. */
    default List<Codec> codecs() {
        return List.of();
    }

    /** Defaults to fill into events before they are checked. */
    default List<EventPreset> presets() {
        return List.of();
    }

    /** Checks that an event has to pass before it is accepted. */
    default List<EventValidator> validators() {
        return List.of();
    }

    /** Those who want to know of each event after it is durable. */
    default List<EventListener> listeners() {
        return List.of();
    }

    /** Operations of the HTTP interface. */
    default List<HttpRoute> routes() {
        return List.of();
    }

    /** Health checks, each part of {@code /health}. */
    default List<HealthCheck> healthChecks() {
        return List.of();
    }

    /** Figures of what the plugin does, part of {@code /metrics}. */
    default List<MetricSource> metricSources() {
        return List.of();
    }

    /** A database to use when none is configured. */
    default List<DatabaseProvider> databases() {
        return List.of();
    }

    /** Time partitions. */
    default List<PartitionManager> partitionManagers() {
        return List.of();
    }

    /** Indexes of the event table. */
    default List<IndexManager> indexManagers() {
        return List.of();
    }

    /** Caches of query results. */
    default List<QueryCache> queryCaches() {
        return List.of();
    }

    /** Those who decide which database answers a read. */
    default List<ReplicaRouter> replicaRouters() {
        return List.of();
    }

    /** Cold storage. */
    default List<Archive> archives() {
        return List.of();
    }

    /** Keepers of legal holds. */
    default List<LegalHolds> legalHolds() {
        return List.of();
    }

    /** Those who decide how long events are kept. */
    default List<RetentionManager> retentionManagers() {
        return List.of();
    }

    /** Those who may forbid that data is dropped. */
    default List<RetentionGuard> retentionGuards() {
        return List.of();
    }

    /** Those who may forbid that personal fields are taken out of events. */
    default List<RedactionGuard> redactionGuards() {
        return List.of();
    }

    /** Keepers of the link between pseudonyms and persons. */
    default List<IdentityVault> identityVaults() {
        return List.of();
    }

    /** Reports for auditors and regulators. */
    default List<ComplianceReport> complianceReports() {
        return List.of();
    }

    /** Observers of speed, with advice. */
    default List<PerformanceMonitor> performanceMonitors() {
        return List.of();
    }

    /** Those who know what to change about one concern. */
    default List<Advisor> advisors() {
        return List.of();
    }

    /** Those who know what ails the platform. */
    default List<Alerts> alerts() {
        return List.of();
    }

    /** Ways to bring reports and alerts to people. */
    default List<Delivery> deliveries() {
        return List.of();
    }
}
