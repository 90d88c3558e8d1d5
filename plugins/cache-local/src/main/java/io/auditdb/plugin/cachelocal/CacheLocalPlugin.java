package io.auditdb.plugin.cachelocal;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.storage.QueryCache;
import java.util.List;

/** Keeps answers of queries in the memory of this process. */
public final class CacheLocalPlugin implements Plugin {
    static final String NAME = "cache-local";

    private LocalCache cache;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<? extends Record> settings() {
        return CacheLocalSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        cache = LocalCache.open(context.settings(CacheLocalSettings.class));
    }

    @Override
    public List<QueryCache> queryCaches() {
        return List.of(cache);
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
        }
    }
}
