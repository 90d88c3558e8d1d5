package io.auditdb.kernel.http;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** The settings under {@code http}. */
public record HttpSettings(
        @Setting(
                value = "Address to listen on. The listener speaks plain HTTP: put TLS in front before opening it.",
                defaultValue = "127.0.0.1")
        String host,

        @Setting(value = "Port to listen on; 0 takes a free one.", defaultValue = "8620")
        int port,

        @Setting(value = "Largest request body that is read as a whole, after decompression.", defaultValue = "8MB")
        DataSize maxBody,

        @Setting(value = "Largest request line with headers.", defaultValue = "16KB")
        DataSize maxHeader,

        @Setting(value = "How many times larger a compressed body may become.", defaultValue = "200")
        int maxExpansion,

        @Setting(value = "Most faults that one problem document lists.", defaultValue = "1000")
        int maxFaults,

        @Setting(value = "How long a connection may be silent.", defaultValue = "30s")
        Duration idleTimeout,

        @Setting(value = "Most threads that serve requests, on a JVM without virtual threads.", defaultValue = "128")
        int maxThreads,

        @Setting(value = "Most open connections; beyond it new ones wait to be accepted.", defaultValue = "4096")
        int maxConnections,

        @Setting(
                value = "How long a connection may be silent while there are as many as there may be.",
                defaultValue = "1s")
        Duration crowdedIdleTimeout,

        @Setting(value = "Most connections that wait to be accepted.", defaultValue = "128")
        int acceptQueue,

        @Setting(value = "Wait recommended to callers when an error does not say how long.", defaultValue = "1s")
        Duration retryAfter,

        @Setting(
                value = "How long to keep reading from a caller who was refused while still sending.",
                defaultValue = "2s")
        Duration lingerTimeout,

        @Setting(value = "How long a stop waits for requests in flight.", defaultValue = "10s")
        Duration shutdownTimeout) {}
