package io.auditdb.kernel.cache;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/** How answers are kept; where is the caches' affair. */
public record CacheSettings(
        @Setting(value = "Whether answers are kept, where a plugin provides a cache", defaultValue = "true")
        boolean enabled,

        @Setting(value = "Longest time that an answer which reaches the present is kept", defaultValue = "5m")
        Duration ttl,

        @Setting(value = "The same for an answer about time that is over", defaultValue = "7d")
        Duration settledTtl,

        @Setting(value = "The same for an answer that holds nothing", defaultValue = "1m")
        Duration negativeTtl,

        @Setting(value = "Largest answer that is kept", defaultValue = "1MB")
        DataSize maxAnswer,

        @Setting(
                value = "How old may be what is known of changes, for a query with consistency eventual",
                defaultValue = "1s")
        Duration eventualLag,

        @Setting(value = "Pause between two looks for changes while answers are kept", defaultValue = "250ms")
        Duration lookInterval,

        @Setting(
                value = "Longest wait for a look; a query that needs it is then answered without caches",
                defaultValue = "1s")
        Duration lookTimeout,

        @Setting(
                value = "Most changes that one look takes in; with more, all answers are forgotten",
                defaultValue = "20000")
        int maxChanges,

        @Setting(value = "How long changes are kept in the database for instances that look late", defaultValue = "10m")
        Duration keepChanges,

        @Setting(value = "Age from which an event arrives late, and time is over for answers", defaultValue = "5m")
        Duration settling,

        @Setting(
                value = "Cells that changes are counted in, 16 bytes each; with fewer, more answers are forgotten for"
                        + " nothing",
                defaultValue = "1048576")
        int cells,

        @Setting(value = "Longest wait for an answer that another instance is looking for", defaultValue = "2s")
        Duration leaseWait,

        @Setting(
                value = "Most queries that are watched, so that the answers to those asked often are found out again"
                        + " before they are asked for; 0 switches it off",
                defaultValue = "1000")
        int hotQueries,

        @Setting(value = "Times a query is asked, within about a minute, to count as often", defaultValue = "5")
        int hotAfter,

        @Setting("Queries that are asked ahead at the start and by audit-db cache warm, as parameters of an URL:"
                + " tenant=clinic-a&subject=patient-7&limit=50")
        List<String> warm) {
    /** Checks the bounds. */
    public CacheSettings {
        warm = List.copyOf(warm);
        requirePositive("ttl", ttl);
        requirePositive("settled-ttl", settledTtl);
        requirePositive("negative-ttl", negativeTtl);
        requirePositive("look-interval", lookInterval);
        requirePositive("look-timeout", lookTimeout);
        requirePositive("keep-changes", keepChanges);
        requirePositive("settling", settling);
        requirePositive("lease-wait", leaseWait);
        require(!eventualLag.isNegative(), "eventual-lag must not be negative");
        require(maxChanges >= 1, "max-changes must be at least 1");
        require(cells >= 1024 && cells <= 1 << 28, "cells must be between 1024 and 268435456");
        require(hotQueries >= 0, "hot-queries must not be negative");
        require(hotAfter >= 1, "hot-after must be at least 1");
    }

    private static void requirePositive(String name, Duration value) {
        require(!value.isZero() && !value.isNegative(), name + " must be longer than 0");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
