package io.auditdb.kernel.security;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** The settings under {@code security}. */
public record SecuritySettings(
        @Setting(
                value = "How long a token that was looked up is trusted; the longest that a revocation made by another"
                        + " instance takes to work here.",
                defaultValue = "5s")
        Duration tokenCacheTtl,

        @Setting(value = "Most tokens that are kept in memory.", defaultValue = "1000")
        int tokenCacheEntries,

        @Setting(
                value = "Most tokens there may be, expired and revoked ones included, because they are kept.",
                defaultValue = "10000")
        int maxTokens,

        @Setting(value = "Longest lifetime of a token that is to expire.", defaultValue = "3650d")
        Duration maxTokenLifetime) {}
