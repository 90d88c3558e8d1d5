package io.auditdb.kernel.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.auditdb.api.json.Json;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.QueryCache;
import io.auditdb.kernel.change.ChangeFeed;
import io.auditdb.kernel.change.ChangePruner;
import io.auditdb.kernel.change.ChangeTable;
import io.auditdb.kernel.change.Dimensions;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.replica.RoutedReads;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.Store;
import java.time.Clock;
import java.util.UUID;

/** How the parts behind the caches are put together. */
public final class CacheModule extends AbstractModule {
    private final CacheSettings settings;
    private final PluginHost plugins;
    private final Json json;

    /** Uses the caches of these plugins. */
    public CacheModule(CacheSettings settings, PluginHost plugins, Json json) {
        this.settings = settings;
        this.plugins = plugins;
        this.json = json;
    }

    @Provides
    @Singleton
    Dimensions dimensions(Store store) {
        return new Dimensions(store.identity().system());
    }

    @Provides
    @Singleton
    ChangeTable changes(Dimensions dimensions) {
        return new ChangeTable(dimensions);
    }

    @Provides
    @Singleton
    ChangeFeed feed(Store store, Clock clock) {
        var limits = new ChangeFeed.Limits(
                settings.cells(), settings.settling(), settings.lookTimeout(), settings.maxChanges());
        return new ChangeFeed(() -> store.openReader(settings.lookTimeout()), limits, clock);
    }

    @Provides
    @Singleton
    LiveCacheSettings live() {
        return new LiveCacheSettings(settings);
    }

    @Provides
    @Singleton
    CacheCounts counts() {
        return new CacheCounts();
    }

    @Provides
    @Singleton
    Tiers tiers(KeyDirectory keys, Guards guards) {
        return new Tiers(
                () -> plugins.extensions(QueryCache.class),
                new SharedSeal(keys.secretKey("cache.key")),
                guards,
                settings);
    }

    @Provides
    @Singleton
    HotQueries hot() {
        return new HotQueries(settings.hotQueries(), settings.hotAfter());
    }

    @Provides
    @Singleton
    AnswerCache answers(Tiers tiers, ChangeFeed feed, CacheCounts counts, HotQueries hot, LiveCacheSettings live) {
        return new AnswerCache(tiers, feed, new AnswerFormat(json, UUID.randomUUID()), counts, hot, live);
    }

    @Provides
    @Singleton
    CachedReads reads(
            RoutedReads reads, AnswerCache answers, HotQueries hot, Dimensions dimensions, LiveCacheSettings live) {
        return new CachedReads(reads, answers, hot, dimensions, live);
    }

    @Provides
    @Singleton
    CacheService service(
            Tiers tiers,
            CacheCounts counts,
            CachedReads reads,
            ChangeFeed feed,
            ChangeTable changes,
            EventStatements statements,
            Store store,
            SystemLog records) {
        return new CacheService(
                tiers, counts, reads, feed, changes, statements, store.connections(), records, settings);
    }

    @Provides
    @Singleton
    CacheManager manager(CacheService service) {
        return service;
    }

    @Provides
    @Singleton
    CacheUpkeep upkeep(
            Store store, Tiers tiers, ChangeFeed feed, AnswerCache answers, HotQueries hot, CacheService service) {
        var pruner = new ChangePruner(store.connections(), feed, settings.keepChanges());
        return new CacheUpkeep(tiers, feed, pruner, answers, hot, service, settings);
    }
}
