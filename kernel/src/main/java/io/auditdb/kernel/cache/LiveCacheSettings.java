package io.auditdb.kernel.cache;

import io.auditdb.kernel.config.LiveSettings;
import java.util.Set;
import java.util.function.Supplier;

/** How answers are kept, as it is now: how long, how large, how old; the rest changes with a start. Safe for use by many threads. */
public final class LiveCacheSettings implements Supplier<CacheSettings> {
    private static final Set<String> FIXED = Set.of(
            "enabled",
            "look-interval",
            "look-timeout",
            "max-changes",
            "keep-changes",
            "settling",
            "cells",
            "hot-queries",
            "hot-after",
            "warm");

    private final LiveSettings<CacheSettings> limits;
    private volatile CacheSettings current;

    LiveCacheSettings(CacheSettings configured) {
        this.current = configured;
        this.limits = new LiveSettings<>("cache", "cache", configured, FIXED, it -> current = it);
    }

    @Override
    public CacheSettings get() {
        return current;
    }

    /** Returns those that may be changed. */
    public LiveSettings<CacheSettings> limits() {
        return limits;
    }
}
