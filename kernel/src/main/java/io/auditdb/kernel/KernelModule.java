package io.auditdb.kernel;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.operations.EventRemovals;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.Lane;
import io.auditdb.api.storage.ReplicaRouter;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.archiving.ArchiveReplacement;
import io.auditdb.kernel.archiving.ArchiveService;
import io.auditdb.kernel.cache.CacheModule;
import io.auditdb.kernel.cache.CachedReads;
import io.auditdb.kernel.cache.LiveCacheSettings;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.errors.ErrorLog;
import io.auditdb.kernel.errors.Recovery;
import io.auditdb.kernel.evidence.EvidenceService;
import io.auditdb.kernel.feed.LogFeed;
import io.auditdb.kernel.ingest.DiskRoom;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.ingest.SpoolSettings;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.Acknowledgements;
import io.auditdb.kernel.ledger.LedgerJournal;
import io.auditdb.kernel.ledger.LedgerModule;
import io.auditdb.kernel.ledger.LedgerService;
import io.auditdb.kernel.ledger.LogNews;
import io.auditdb.kernel.ledger.SealWatch;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.metrics.RegisteredMetrics;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.preset.StoredPresets;
import io.auditdb.kernel.quarantine.QuarantineService;
import io.auditdb.kernel.query.EventDatabase;
import io.auditdb.kernel.query.EventReads;
import io.auditdb.kernel.redaction.RedactionService;
import io.auditdb.kernel.removal.RemovalService;
import io.auditdb.kernel.replica.Floors;
import io.auditdb.kernel.replica.ReplicaWatch;
import io.auditdb.kernel.replica.RoutedReads;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.security.OutageTrust;
import io.auditdb.kernel.security.StoredAccessTokens;
import io.auditdb.kernel.spool.Spool;
import io.auditdb.kernel.spool.SpoolService;
import io.auditdb.kernel.store.DatabaseSettings;
import io.auditdb.kernel.store.EventMappings;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import io.auditdb.kernel.store.Transactions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** How the parts behind the services are put together, once the database's address is known. */
final class KernelModule extends AbstractModule {
    private final KernelSettings settings;
    private final DatabaseAddress address;
    private final EventMappings mappings;
    private final PluginHost plugins;
    private final Json json;
    private final Path var;

    KernelModule(
            KernelSettings settings,
            DatabaseAddress address,
            EventMappings mappings,
            PluginHost plugins,
            Json json,
            Path var) {
        this.mappings = mappings;
        this.settings = settings;
        this.address = address;
        this.plugins = plugins;
        this.json = json;
        this.var = var;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(Json.class).toInstance(json);
        bind(EventArchives.class).to(ArchiveService.class);
        bind(ErrorReports.class).to(ErrorLog.class);
        bind(ErrorRecovery.class).to(Recovery.class);
        install(new CacheModule(settings.cache(), plugins, json));
        install(new LedgerModule(settings.ledger(), var.resolve("ledger")));
    }

    @Provides
    @Singleton
    KeyDirectory keys() {
        return new KeyDirectory(var.resolve("keys"));
    }

    @Provides
    @Singleton
    ErrorLog errors(Clock clock) {
        return new ErrorLog(settings.errors(), clock);
    }

    @Provides
    @Singleton
    Recovery recovery(ErrorLog errors) {
        return new Recovery(settings.resilience().retry(), errors);
    }

    @Provides
    @Singleton
    Metrics metrics() {
        return new RegisteredMetrics(settings.metrics(), () -> plugins.extensions(MetricSource.class));
    }

    @Provides
    @Singleton
    CallContexts contexts(KeyDirectory keys) {
        return new CallContexts(keys.derivedPassword("principals").getBytes(StandardCharsets.US_ASCII));
    }

    @Provides
    @Singleton
    Guards guards(ErrorLog errors, Clock clock) {
        return new Guards(
                settings.resilience(),
                new SqlErrors()::isOutage,
                errors,
                check -> plugins.contribute(HealthCheck.class, check),
                clock);
    }

    @Provides
    @Singleton
    Breakers breakers(Guards guards, SystemLog log) {
        return new BreakerOperations(guards, log);
    }

    @Provides
    @Singleton
    Store store(KeyDirectory keys, Guards guards, CheckpointFile published) {
        return Store.open(
                address, settings.database(), settings.partition(), keys, guards, published, Store.Memory.in(var));
    }

    @Provides
    @Singleton
    LimitOperations limits(
            Store store,
            Guards guards,
            Recovery recovery,
            ReplicaWatch replicas,
            LiveCacheSettings cache,
            SystemLog log) {
        return new LimitOperations(
                () -> Stream.of(
                                guards.limits(),
                                store.limits(),
                                List.of(recovery.limits(), replicas.limits(), cache.limits()))
                        .flatMap(List::stream),
                log);
    }

    @Provides
    @Singleton
    Limits limits(LimitOperations operations) {
        return operations;
    }

    @Provides
    @Singleton
    ConfigurationControl configuration(LimitOperations limits) {
        return new ConfigurationKeeper(plugins, settings, limits);
    }

    @Provides
    @Singleton
    EventStatements statements(Store store, Guards guards) {
        return new EventStatements(
                mappings,
                store.reads(Lane.INTERACTIVE),
                store.reads(Lane.ANALYTICS),
                store::renewReads,
                guards.primary());
    }

    @Provides
    @Singleton
    PrimaryRecords primaryRecords(SystemLog log, ErrorLog errors) {
        return new PrimaryRecords(log, errors);
    }

    @Provides
    @Singleton
    Outages outages(
            Guards guards,
            ErrorLog errors,
            CallContexts contexts,
            Provider<PrimaryRecords> records,
            Provider<Store> store) {
        return new Outages(guards, errors, contexts, records, store);
    }

    @Provides
    @Singleton
    SpoolService spool(KeyDirectory keys) {
        return new SpoolService(Spool.open(settings.ingest().spool(), var, keys, json));
    }

    @Provides
    @Singleton
    Ingest ingest(
            Store store,
            BatchMac mac,
            Clock clock,
            ChangeTable changes,
            Outages outages,
            SpoolService spool,
            Provider<LedgerService> ledger) {
        var extensions = new Ingest.Extensions(
                () -> plugins.extensions(EventPreset.class),
                () -> plugins.extensions(EventValidator.class),
                () -> plugins.extensions(EventListener.class));
        return new Ingest(
                store,
                settings.ingest(),
                settings.event(),
                mac,
                json,
                clock,
                extensions,
                changes,
                outages,
                spool.overflow(),
                () -> ledger.get().committed());
    }

    @Provides
    @Singleton
    DiskRoom diskRoom() {
        return new DiskRoom(var.toFile()::getUsableSpace, settings.ingest().minFreeDisk(), System::nanoTime);
    }

    @Provides
    @Singleton
    SystemLog systemLog(Ingest ingest, Clock clock) {
        return new SystemLog(ingest, clock);
    }

    @Provides
    @Singleton
    LedgerJournal journal(SystemLog log, ErrorLog errors) {
        return new LedgerRecords(log, errors);
    }

    @Provides
    @Singleton
    Acknowledgements acknowledgements(Ingest ingest) {
        return ingest::acknowledged;
    }

    @Provides
    @Singleton
    StoredEvents events(EventStatements statements, Guards guards) {
        var cold = new ColdEvents(
                statements, () -> plugins.extensions(Archive.class), guards.archive(), settings.archive());
        return new StoredEvents(statements, cold);
    }

    @Provides
    @Singleton
    ArchiveReplacement replacement(Store store, StoredEvents events, LogKeys keys, BatchMac mac, Clock clock) {
        return new ArchiveReplacement(new Transactions(store.connections()), events.cold(), keys, mac, json, clock);
    }

    @Provides
    @Singleton
    ArchiveService archives(
            Store store,
            ArchiveReplacement replacement,
            StoredEvents events,
            LogKeys keys,
            BatchMac mac,
            SystemLog log,
            Clock clock) {
        return new ArchiveService(
                new Transactions(store.connections()),
                replacement,
                store.partitions(),
                events.cold(),
                keys,
                mac,
                json,
                log,
                settings.archive(),
                clock);
    }

    @Provides
    @Singleton
    EventReads reads(EventStatements statements, StoredEvents events, Store store) {
        return new EventReads(statements, events, store::identity, json, settings.query());
    }

    @Provides
    @Singleton
    LogFeed feed(Store store, StoredEvents events, LogNews news, SystemLog log) {
        return LogFeed.of(store, events, news, json, settings.feed(), log);
    }

    @Provides
    @Singleton
    ReplicaWatch replicas(Store store, Guards guards) {
        DatabaseSettings database = settings.database();
        return new ReplicaWatch(store, database.replicas().keySet(), database.replica(), guards);
    }

    @Provides
    @Singleton
    RoutedReads routed(EventReads reads, EventStatements statements, ReplicaWatch replicas) {
        return new RoutedReads(
                reads, statements, replicas, new Floors(replicas), () -> plugins.extensions(ReplicaRouter.class));
    }

    @Provides
    @Singleton
    AuditDatabase database(
            Ingest ingest,
            DiskRoom disk,
            RoutedReads reads,
            CachedReads cached,
            Store store,
            SystemLog log,
            SealWatch seals,
            Metrics metrics) {
        return new EventDatabase(ingest, disk, reads::stream, cached, store.connections(), log, seals, metrics);
    }

    @Provides
    @Singleton
    Redactions redactions(
            Store store,
            EventStatements statements,
            StoredEvents events,
            ArchiveReplacement archives,
            BatchMac mac,
            RemovedEvents removed,
            SystemLog log,
            ChangeTable changes) {
        return new RedactionService(
                store,
                statements,
                events,
                archives,
                json,
                mac,
                removed,
                () -> plugins.extensions(RedactionGuard.class),
                log,
                changes);
    }

    @Provides
    @Singleton
    QuarantineService quarantine(Store store, SystemLog log, AuditDatabase database, Clock clock) {
        return new QuarantineService(
                new Transactions(store.connections()),
                log,
                database,
                () -> plugins.extensions(Codec.class),
                json,
                settings.quarantine(),
                clock);
    }

    @Provides
    @Singleton
    StoredPresets presets(Store store, SystemLog log) {
        return new StoredPresets(new Transactions(store.connections()), log, json, settings.eventPresets());
    }

    @Provides
    @Singleton
    EventRemovals removals(
            EventStatements statements, BatchMac mac, RemovalSeal seal, SystemLog log, ChangeTable changes) {
        return new RemovalService(statements, json, mac, seal, log, changes);
    }

    @Provides
    @Singleton
    Evidence evidence(
            Store store,
            EventStatements statements,
            StoredEvents events,
            EventReads reads,
            Ledger ledger,
            SealWatch seals,
            RemovedEvents removed,
            SystemLog log) {
        return new EvidenceService(
                store, statements, events, reads, ledger, seals, removed, json, log, settings.evidence());
    }

    @Provides
    @Singleton
    StoredAccessTokens storedTokens(
            Store store, ErrorRecovery recovery, Clock clock, Ingest ingest, SpoolService spool) {
        SpoolSettings spooling = settings.ingest().spool();
        OutageTrust trust = spooling.enabled()
                ? new OutageTrust(() -> !ingest.isReady() || spool.isFilling(), spooling.tokenTrust())
                : OutageTrust.NONE;
        return new StoredAccessTokens(store.connections(), recovery, settings.security(), clock, trust);
    }

    @Provides
    @Singleton
    AccessTokens tokens(StoredAccessTokens tokens, SystemLog log) {
        return new RecordedTokens(tokens, log);
    }
}
