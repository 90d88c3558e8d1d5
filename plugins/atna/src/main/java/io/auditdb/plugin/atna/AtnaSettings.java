package io.auditdb.plugin.atna;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where messages come from, whose they are, and how many may wait. */
public record AtnaSettings(
        @Setting("Tenant of messages, unless tenants says another")
        String tenant,

        @Setting("Tenants by the common name of the sender's certificate")
        Map<String, String> tenants,

        @Setting(value = "Address to listen on", defaultValue = "127.0.0.1")
        String host,

        @Setting("Syslog over TLS (RFC 5425)") TlsSettings tls,
        @Setting("Syslog over UDP (RFC 5426)") UdpSettings udp,

        @Setting(value = "Largest message", defaultValue = "1MB")
        DataSize maxMessage,

        @Setting(
                value =
                        "Most that waits to be stored; then senders by TLS wait, and what comes by UDP is lost and counted",
                defaultValue = "64MB")
        DataSize maxQueued,

        @Setting(value = "Most messages that are stored together", defaultValue = "500")
        int batch,

        @Setting(
                value = "Pause before storing is tried again, and the longest wait of UDP for room",
                defaultValue = "1s")
        Duration retryPause,

        @Setting(value = "Longest time to store what waits when the plugin ends", defaultValue = "8s")
        Duration drainTimeout) {
    /** Checks the bounds. */
    public AtnaSettings {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(host, "host is null");
        requireNonNull(tls, "tls is null");
        requireNonNull(udp, "udp is null");
        tenants = Map.copyOf(tenants);
        require(tls.enabled() || udp.enabled(), "tls.enabled or udp.enabled must be true");
        require(maxMessage.bytes() >= 1024, "max-message must be at least 1KB");
        require(maxQueued.bytes() >= maxMessage.bytes(), "max-queued must be at least max-message");
        require(maxQueued.bytes() <= Integer.MAX_VALUE, "max-queued must be less than 2GB");
        require(batch >= 1, "batch must be at least 1");
        require(retryPause.toMillis() >= 1, "retry-pause must be at least 1ms");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Over TLS, with certificates on both sides. */
    public record TlsSettings(
            @Setting(value = "Whether to listen", defaultValue = "true")
            boolean enabled,

            @Setting(value = "Port; 0 for any that is free", defaultValue = "6514")
            int port,

            @Setting("PEM file with the certificate to show, and those it is signed by")
            Optional<Path> certificateFile,

            @Setting("PEM file with its key, as PKCS #8, not encrypted")
            Optional<Path> keyFile,

            @Setting("PEM file with the certificates that senders' have to be signed by")
            Optional<Path> clientCaFile,

            @Setting(value = "Most senders at once", defaultValue = "200")
            int maxConnections,

            @Setting(value = "How long a sender may be silent before the connection is closed", defaultValue = "30m")
            Duration idleTimeout) {
        /** Checks that nothing is missing. */
        public TlsSettings {
            requireNonNull(certificateFile, "certificateFile is null");
            requireNonNull(keyFile, "keyFile is null");
            requireNonNull(clientCaFile, "clientCaFile is null");
            require(
                    !enabled || (certificateFile.isPresent() && keyFile.isPresent() && clientCaFile.isPresent()),
                    "tls.certificate-file, tls.key-file and tls.client-ca-file must be set, or tls.enabled be false");
            require(port >= 0 && port <= 65_535, "tls.port must be between 0 and 65535");
            require(maxConnections >= 1, "tls.max-connections must be at least 1");
            require(
                    idleTimeout.toMillis() >= 1 && idleTimeout.toMillis() <= Integer.MAX_VALUE,
                    "tls.idle-timeout must be between 1ms and 24d");
        }
    }

    /** Over UDP, which nobody answers for: what is lost on the way nobody knows of. */
    public record UdpSettings(
            @Setting(value = "Whether to listen", defaultValue = "false")
            boolean enabled,

            @Setting(value = "Port; 0 for any that is free", defaultValue = "5514")
            int port,

            @Setting(value = "What the system keeps of what has come", defaultValue = "4MB")
            DataSize receiveBuffer) {
        /** Checks the bounds. */
        public UdpSettings {
            requireNonNull(receiveBuffer, "receiveBuffer is null");
            require(port >= 0 && port <= 65_535, "udp.port must be between 0 and 65535");
            require(receiveBuffer.bytes() <= 1L << 30, "udp.receive-buffer must be at most 1GB");
        }
    }
}
