package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where Redis is, what it may cost a caller, and what is kept there. */
public record CacheRedisSettings(
        @Setting(value = "Whether there is a server, sentinels that know one, or a cluster", defaultValue = "single")
        Mode mode,

        @Setting(
                value = "Host and port of the server, of sentinels, or of nodes of the cluster",
                defaultValue = "localhost:6379")
        List<String> addresses,

        @Setting("Name that sentinels know the server by") Optional<String> sentinelMaster,

        @Setting("User to log in as; Redis' default user if unset")
        Optional<String> username,

        @Setting("File with the password, nothing else; there is none if unset")
        Optional<Path> passwordFile,

        @Setting(value = "Number of the database; a cluster has 0 only", defaultValue = "0")
        int database,

        @Setting("Encryption on the way") TlsSettings tls,

        @Setting("Connections to each server") PoolSettings connections,

        @Setting(value = "Longest wait of a caller; nothing is tried again", defaultValue = "100ms")
        Duration timeout,

        @Setting(
                value = "What keys begin with; instances share answers where this, and the key file, is the same",
                defaultValue = "audit-db")
        String namespace,

        @Setting(value = "How answers are compressed: lz4, zstd or none", defaultValue = "lz4")
        Compression compression,

        @Setting(value = "Answers up to this size are not compressed", defaultValue = "1KB")
        DataSize compressAbove,

        @Setting("File with the key that answers are encrypted under, 64 hex digits; they are not encrypted if unset")
        Optional<Path> keyFile,

        @Setting("Files with keys that older answers are encrypted under")
        List<String> oldKeyFiles,

        @Setting(value = "Largest answer that is kept", defaultValue = "1MB")
        DataSize maxAnswer) {
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):\\d{1,5}");
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-][A-Za-z0-9._:-]*");

    /** How Redis is run. */
    public enum Mode {
        /** One server. */
        SINGLE,
        /** One of several servers, which sentinels choose. */
        SENTINEL,
        /** Several servers that share the keys. */
        CLUSTER
    }

    /** Checks the bounds. */
    public CacheRedisSettings {
        requireNonNull(mode, "mode is null");
        requireNonNull(username, "username is null");
        requireNonNull(passwordFile, "passwordFile is null");
        requireNonNull(tls, "tls is null");
        requireNonNull(connections, "connections is null");
        requireNonNull(compression, "compression is null");
        requireNonNull(keyFile, "keyFile is null");
        addresses = List.copyOf(addresses);
        oldKeyFiles = List.copyOf(oldKeyFiles);
        require(!addresses.isEmpty(), "addresses must name a server");
        require(
                addresses.stream().allMatch(ADDRESS.asMatchPredicate()),
                "addresses must be a host and a port each, such as redis.example.org:6379");
        require(mode != Mode.SINGLE || addresses.size() == 1, "addresses must be one where mode is single");
        require(
                (mode == Mode.SENTINEL) == sentinelMaster.isPresent(),
                "sentinel-master must be set where mode is sentinel, and only there");
        require(database >= 0, "database must be at least 0");
        require(mode != Mode.CLUSTER || database == 0, "database must be 0 where mode is cluster");
        require(timeout.toMillis() >= 1, "timeout must be at least 1ms");
        require(
                NAMESPACE.matcher(namespace).matches(),
                "namespace must be letters, digits, dots, dashes, underscores and colons");
        require(maxAnswer.bytes() >= 1 && maxAnswer.bytes() <= 256L << 20, "max-answer must be between 1B and 256MB");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Encryption on the way to Redis. */
    public record TlsSettings(
            @Setting(value = "Whether connections are encrypted", defaultValue = "false")
            boolean enabled,

            @Setting("PEM file with the certificates that servers' are signed by; those that Java trusts if unset")
            Optional<Path> trustFile,

            @Setting(value = "Whether a certificate has to name the host", defaultValue = "true")
            boolean verifyHostName) {
        /** Checks that nothing is set in vain. */
        public TlsSettings {
            requireNonNull(trustFile, "trustFile is null");
            require(enabled || trustFile.isEmpty(), "tls.trust-file needs tls.enabled");
        }
    }

    /** Connections to each server. */
    public record PoolSettings(
            @Setting(value = "Connections that are kept open", defaultValue = "2")
            int min,

            @Setting(value = "Most connections", defaultValue = "16")
            int max) {
        /** Checks the bounds. */
        public PoolSettings {
            require(min >= 1, "connections.min must be at least 1");
            require(max >= min, "connections.max must be at least connections.min");
        }
    }
}
