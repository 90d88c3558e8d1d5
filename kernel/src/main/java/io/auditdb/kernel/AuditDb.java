package io.auditdb.kernel;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventFeed;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventPresets;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Witness;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.DatabaseProvider;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.EventPartitions;
import io.auditdb.api.storage.Replicas;
import io.auditdb.kernel.cache.CacheUpkeep;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.errors.ErrorLog;
import io.auditdb.kernel.event.EventRules;
import io.auditdb.kernel.event.NativeCodec;
import io.auditdb.kernel.feed.LogFeed;
import io.auditdb.kernel.health.HealthReports;
import io.auditdb.kernel.http.HttpListener;
import io.auditdb.kernel.ingest.DiskRoom;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.ledger.LedgerHealth;
import io.auditdb.kernel.ledger.LedgerService;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginHostSettings;
import io.auditdb.kernel.plugin.PluginSource;
import io.auditdb.kernel.preset.StoredPresets;
import io.auditdb.kernel.primary.PrimaryFile;
import io.auditdb.kernel.quarantine.QuarantineHealth;
import io.auditdb.kernel.quarantine.QuarantineService;
import io.auditdb.kernel.replica.ReplicaWatch;
import io.auditdb.kernel.replica.RoutedReads;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.security.StoredAccessTokens;
import io.auditdb.kernel.spool.SpoolService;
import io.auditdb.kernel.store.DatabaseSettings;
import io.auditdb.kernel.store.Migrations;
import io.auditdb.kernel.store.Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole platform in one object: open it with a configuration, use its services, close it. The daemon is this with
 * plugins from jars; an application embeds it with the plugins on its class path. Safe for use by many threads.
 */
public final class AuditDb implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditDb.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Json json = new StrictJson();
    private PluginHost plugins;
    private Injector services;
    private HttpListener listener;

    private AuditDb() {}

    /**
     * Opens the platform with the plugins on the class path, those that the configuration enables.
     *
     * @param configuration what is configured
     * @param var the directory that holds keys and state; made when it is not there
     * @throws AuditDbException {@code INVALID_CONFIG} with every fault, {@code CONFLICT} when another process runs on the
     *     directory, {@code PLUGIN_FAILED}, {@code DATABASE_UNAVAILABLE}; nothing stays open then
     */
    public static AuditDb open(Configuration configuration, Path var) {
        return open(configuration, var, PluginSource.classPath(AuditDb.class.getClassLoader()));
    }

    /**
     * Opens the platform with plugins from jars, each in a class loader of its own, to be swapped while it runs.
     *
     * @param distribution the directory of the plugins that came with the platform
     * @throws AuditDbException as {@link #open(Configuration, Path)}
     */
    public static AuditDb open(Configuration configuration, Path var, Path distribution) {
        PluginHostSettings settings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        return open(configuration, var, PluginSource.bundles(distribution, var.toAbsolutePath(), settings));
    }

    private static AuditDb open(Configuration configuration, Path var, PluginSource source) {
        var platform = new AuditDb();
        try {
            platform.start(configuration, var, source);
            return platform;
        } catch (ProvisionException e) {
            platform.close();
            throw e.getCause() instanceof AuditDbException cause ? cause : e;
        } catch (RuntimeException | Error e) {
            platform.close();
            throw e;
        }
    }

    /**
     * Checks a configuration without opening anything, and returns what is in force.
     *
     * @param distribution the directory of the plugins that came with the platform
     * @throws AuditDbException {@code INVALID_CONFIG} with every fault
     */
    public static EffectiveConfiguration describe(Configuration configuration, Path var, Path distribution) {
        return new ConfigurationCheck(configuration, var, distribution).run();
    }

    /**
     * Returns which of these keys are of secrets, with the plugins that the configuration or one of the keys names. What is
     * configured need not be right.
     *
     * @param distribution the directory of the plugins that came with the platform
     */
    public static Set<String> secrets(Configuration configuration, Path var, Path distribution, Set<String> keys) {
        return new ConfigurationCheck(configuration, var, distribution).secrets(keys);
    }

    /**
     * Returns the migrations of the configured database, or of the embedded one while a daemon runs it.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when there is neither
     */
    public static Migrations migrations(Configuration configuration, Path var) {
        DatabaseSettings settings = configuration.bind("database", DatabaseSettings.class);
        return new Migrations(database(configuration, var), settings, new KeyDirectory(var.resolve("keys")));
    }

    /**
     * Returns where the configured database is, or the embedded one while a daemon runs it.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when there is neither
     */
    public static DatabaseAddress database(Configuration configuration, Path var) {
        DatabaseSettings settings = configuration.bind("database", DatabaseSettings.class);
        return settings.url().isPresent()
                ? Store.address(settings, new PrimaryFile(var.resolve("primary")))
                : VarDirectory.superuser(var);
    }

    private void start(Configuration configuration, Path var, PluginSource source) {
        var directory = VarDirectory.open(var);
        opened.push(directory);
        plugins = new PluginHost(configuration, source, directory.path(), this::recordOperation);
        opened.push(plugins);
        plugins.provide(Json.class, json);
        configuration.validate(KernelSettings.class, plugins.load());
        KernelSettings settings = configuration.bind("", KernelSettings.class);
        var preparation = Preparation.begin(settings.database());
        opened.push(preparation);
        contributeCodecs(settings);
        plugins.startAll();
        DatabaseAddress address = address(settings);
        services = Guice.createInjector(
                Stage.DEVELOPMENT,
                new KernelModule(settings, address, preparation.mappings(), plugins, json, directory.path()));
        startServices(settings, directory);
        startHttp(settings, directory);
        watch(configuration, settings.pluginHost().watchInterval());
    }

    /** Last of all, so that nothing changes while the platform starts. */
    private void watch(Configuration configuration, Duration interval) {
        if (configuration.file().isPresent() && !interval.isZero()) {
            var watch = new ConfigurationWatch(
                    configuration.file().get(), interval, services.getInstance(ConfigurationControl.class));
            opened.push(watch);
            plugins.contribute(HealthCheck.class, watch);
            watch.start();
        }
    }

    private void contributeCodecs(KernelSettings settings) {
        var rules = new EventRules(settings.event(), Clock.systemUTC());
        plugins.contribute(Codec.class, NativeCodec.document(json, rules));
        plugins.contribute(Codec.class, NativeCodec.lines(json, rules));
    }

    private DatabaseAddress address(KernelSettings settings) {
        if (settings.database().url().isPresent()) {
            return Store.address(settings.database());
        }
        return plugins.extensions(DatabaseProvider.class).stream()
                .findFirst()
                .map(DatabaseProvider::address)
                .orElseThrow(
                        () -> new AuditDbException(
                                StandardErrorCode.INVALID_CONFIG,
                                "There is no database",
                                List.of(
                                        new Fault(
                                                "database.url",
                                                "is not set, and no plugin provides a database; set it, or enable embedded-postgres"))));
    }

    private void startServices(KernelSettings settings, VarDirectory directory) {
        Store store = services.getInstance(Store.class);
        opened.push(store);
        writeDatabaseUrls(directory, store);
        store.primary().onMove(move -> writeDatabaseUrls(directory, store));
        LedgerService ledger = services.getInstance(LedgerService.class);
        opened.push(ledger);
        SpoolService spool = services.getInstance(SpoolService.class);
        opened.push(spool);
        Ingest ingest = services.getInstance(Ingest.class);
        opened.push(ingest);
        plugins.provide(AuditDatabase.class, services.getInstance(AuditDatabase.class));
        plugins.provide(Ledger.class, services.getInstance(Ledger.class));
        plugins.provide(Witness.class, services.getInstance(Witness.class));
        plugins.provide(Evidence.class, services.getInstance(Evidence.class));
        plugins.provide(Redactions.class, services.getInstance(Redactions.class));
        var quarantine = services.getInstance(QuarantineService.class);
        plugins.provide(Quarantine.class, quarantine);
        plugins.contribute(HealthCheck.class, new QuarantineHealth(quarantine));
        var presets = services.getInstance(StoredPresets.class);
        opened.push(presets);
        plugins.provide(EventPresets.class, presets);
        plugins.contribute(EventPreset.class, presets);
        plugins.contribute(EventValidator.class, presets);
        plugins.provide(AccessTokens.class, services.getInstance(AccessTokens.class));
        plugins.provide(CacheManager.class, services.getInstance(CacheManager.class));
        plugins.provide(ConnectionManager.class, store.connections());
        plugins.provide(Replicas.class, services.getInstance(RoutedReads.class));
        plugins.provide(EventPartitions.class, store.partitions());
        plugins.provide(EventArchives.class, services.getInstance(EventArchives.class));
        plugins.provide(SystemRecords.class, services.getInstance(SystemLog.class));
        plugins.provide(EventRemovals.class, services.getInstance(EventRemovals.class));
        plugins.provide(StoreAndForward.class, spool);
        plugins.provide(ErrorRecovery.class, services.getInstance(ErrorRecovery.class));
        plugins.provide(ErrorReports.class, services.getInstance(ErrorReports.class));
        plugins.provide(Breakers.class, services.getInstance(Breakers.class));
        plugins.provide(EventFeed.class, services.getInstance(LogFeed.class));
        plugins.provide(Limits.class, services.getInstance(Limits.class));
        plugins.provide(ConfigurationControl.class, services.getInstance(ConfigurationControl.class));
        var health = new HealthReports(plugins.extensions(HealthCheck.class), settings.health(), Clock.systemUTC());
        opened.push(health);
        plugins.provide(Health.class, health);
        plugins.provide(Metrics.class, services.getInstance(Metrics.class));
        DiskRoom disk = services.getInstance(DiskRoom.class);
        plugins.contribute(MetricSource.class, new IngestMetrics(ingest, disk));
        plugins.contribute(MetricSource.class, new ErrorMetrics(services.getInstance(ErrorLog.class)));
        services.getInstance(LedgerHealth.class)
                .checks()
                .forEach(check -> plugins.contribute(HealthCheck.class, check));
        PoolHealth.checks(store.connections()).forEach(check -> plugins.contribute(HealthCheck.class, check));
        plugins.contribute(HealthCheck.class, new IngestHealth(ingest, spool));
        plugins.contribute(HealthCheck.class, new DiskHealth(disk));
        spool.health().ifPresent(check -> plugins.contribute(HealthCheck.class, check));
        startReplicas();
        CacheUpkeep caches = services.getInstance(CacheUpkeep.class);
        opened.push(caches);
        plugins.contribute(HealthCheck.class, caches.health());
        presets.start();
        ingest.start();
        spool.start(ingest::store);
        ledger.start();
        caches.start();
        plugins.onChange(caches::refresh);
        opened.push(services.getInstance(LogFeed.class));
        services.getInstance(StoredAccessTokens.class).ensureAdminToken(directory.resolve("admin.token"));
    }

    private static void writeDatabaseUrls(VarDirectory directory, Store store) {
        directory.writeDatabaseUrl("database", store.writer());
        directory.writeDatabaseUrl(VarDirectory.SUPERUSER, store.admin());
    }

    private void startReplicas() {
        ReplicaWatch replicas = services.getInstance(ReplicaWatch.class);
        opened.push(replicas);
        if (replicas.isUsed()) {
            plugins.contribute(HealthCheck.class, replicas);
        }
        replicas.start();
        PrimaryRecords records = services.getInstance(PrimaryRecords.class);
        Store store = services.getInstance(Store.class);
        plugins.contribute(HealthCheck.class, store.watch());
        store.watch().start(records::refused);
        RoutedReads reads = services.getInstance(RoutedReads.class);
        reads.refresh();
        plugins.onChange(reads::refresh);
    }

    /** The socket is opened only when some plugin has something to answer. */
    private void startHttp(KernelSettings settings, VarDirectory directory) {
        if (plugins.extensions(HttpRoute.class).isEmpty()) {
            return;
        }
        AccessTokens tokens = services.getInstance(AccessTokens.class);
        listener = new HttpListener(
                settings.http(),
                () -> plugins.extensions(HttpRoute.class),
                tokens::authenticate,
                json,
                services.getInstance(CallContexts.class),
                services.getInstance(ErrorLog.class),
                services.getInstance(Metrics.class));
        opened.push(listener);
        opened.push(services.getInstance(LogFeed.class)); // first of all: nobody waits for those who read without end
        listener.start();
        plugins.onChange(listener::refresh);
        directory.writeHttpUrl(listener.uri().toString());
        LOG.info("Listening on {}", listener.uri());
    }

    private void recordOperation(Access by, String action, Map<String, Object> details) {
        if (services != null) {
            services.getInstance(SystemLog.class)
                    .record(
                            by.principal(),
                            action,
                            details.containsKey("plugin")
                                    ? new Target("plugin", String.valueOf(details.get("plugin")))
                                    : new Target("configuration", null),
                            Optional.empty(),
                            Status.SUCCESS,
                            details);
        }
    }

    /** Returns the audit database, unrestricted. */
    public AuditDatabase database() {
        return services.getInstance(AuditDatabase.class);
    }

    /** Returns the ledger, unrestricted. */
    public Ledger ledger() {
        return services.getInstance(Ledger.class);
    }

    /** Returns the plugin host. */
    public Plugins plugins() {
        return plugins;
    }

    /** Returns the access tokens. */
    public AccessTokens tokens() {
        return services.getInstance(AccessTokens.class);
    }

    /** Returns a service by its interface, as plugins get it. */
    public <S> S service(Class<S> type) {
        return plugins.service(type);
    }

    /** Returns every active extension of one kind, as plugins get them. */
    public <E> Set<E> extensions(Class<E> type) {
        return plugins.extensions(type);
    }

    /** Returns where the HTTP interface is; empty when no plugin has routes. */
    public Optional<URI> httpUri() {
        return Optional.ofNullable(listener).map(HttpListener::uri);
    }

    /** Refuses new work, finishes what was accepted, and closes everything in reverse order. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable last = opened.pop();
            try {
                last.close();
            } catch (Exception e) {
                LOG.error("{} could not be closed", last.getClass().getSimpleName(), e);
            }
        }
    }
}
