package io.auditdb.examples.lru;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Setting;
import io.auditdb.api.storage.QueryCache;
import java.util.List;
import java.util.Optional;

/** A cache of so many answers, the one that nobody asked for the longest makes room. */
public final class LruCachePlugin implements Plugin {
    /** What the configuration file may say below {@code plugins.lru-cache}. */
    public record Settings(
            @Setting(value = "Answers to keep", defaultValue = "1000")
            int maxAnswers) {
        /** Checks the bounds. */
        public Settings {
            if (maxAnswers < 1) {
                throw new IllegalArgumentException("max-answers must be at least 1");
            }
        }
    }

    private LruCache cache;

    @Override
    public String name() {
        return "lru-cache";
    }

    @Override
    public Class<? extends Record> settings() {
        return Settings.class;
    }

    @Override
    public void start(PluginContext context) {
        cache = new LruCache(name(), context.settings(Settings.class).maxAnswers());
    }

    /** Another size needs no other cache. */
    @Override
    public Optional<Runnable> reconfiguration(Record settings) {
        return Optional.of(() -> cache.resize(((Settings) settings).maxAnswers()));
    }

    @Override
    public List<QueryCache> queryCaches() {
        return List.of(cache);
    }
}
