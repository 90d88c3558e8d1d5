package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SslVerificationMode;
import org.redisson.config.SubscriptionMode;
import org.redisson.config.TransportMode;

/** Makes clients of Redis. Safe for use by many threads. */
final class RedisClients {
    /** Callers wait less; the first connection of a JVM takes a second. */
    static final int CONNECT_MILLIS = 3_000;

    /** How often an idle connection is asked whether it still is one, and a lost one is made again. */
    private static final int PING_MILLIS = 1_000;

    private static final Duration RECONNECT_DELAY = Duration.ofMillis(250);
    /** For answers that wait for nothing but the network. */
    private static final int THREADS = 2;

    private final CacheRedisSettings settings;
    private final Optional<String> password;
    private final Optional<TrustManagerFactory> trust;

    /** Reads the files that the settings name. */
    RedisClients(CacheRedisSettings settings) {
        this.settings = requireNonNull(settings, "settings is null");
        this.password = settings.passwordFile().map(RedisClients::password);
        this.trust = settings.tls().trustFile().map(RedisClients::trust);
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw invalid("The password of Redis in " + file + " cannot be read", e);
        }
    }

    private static TrustManagerFactory trust(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new IOException("it holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw invalid("The certificates in " + file + " cannot be read; they have to be in PEM", e);
        }
    }

    private static AuditDbException invalid(String what, Exception cause) {
        return new AuditDbException(StandardErrorCode.INVALID_CONFIG, what, cause);
    }

    /** Returns what the configuration says of where Redis is. */
    String description() {
        return String.join(", ", settings.addresses());
    }

    /**
     * Connects.
     *
     * @throws org.redisson.client.RedisException when Redis does not answer, or refuses
     */
    RedissonClient connect() {
        var config = new Config()
                .setCodec(ByteArrayCodec.INSTANCE)
                .setTransportMode(TransportMode.NIO)
                .setThreads(THREADS)
                .setNettyThreads(THREADS)
                .setUseThreadClassLoader(false)
                .setUseScriptCache(true)
                .setSslVerificationMode(
                        settings.tls().verifyHostName() ? SslVerificationMode.STRICT : SslVerificationMode.CA_ONLY);
        settings.username().ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        trust.ifPresent(config::setSslTrustManagerFactory);
        switch (settings.mode()) {
            case SINGLE -> single(config);
            case SENTINEL -> sentinel(config);
            case CLUSTER -> cluster(config);
        }
        return Redisson.create(config);
    }

    private void single(Config config) {
        limit(config.useSingleServer()
                .setAddress(addresses().get(0))
                .setDatabase(settings.database())
                .setConnectionMinimumIdleSize(settings.connections().min())
                .setConnectionPoolSize(settings.connections().max())
                .setSubscriptionConnectionMinimumIdleSize(0));
    }

    private void sentinel(Config config) {
        SentinelServersConfig servers = config.useSentinelServers();
        servers.setSentinelAddresses(addresses());
        servers.setMasterName(settings.sentinelMaster().orElseThrow());
        servers.setCheckSentinelsList(false);
        servers.setDatabase(settings.database());
        masters(servers);
    }

    private void cluster(Config config) {
        ClusterServersConfig servers = config.useClusterServers();
        servers.setNodeAddresses(addresses());
        masters(servers);
    }

    /** What a replica has may be older than what was put, so replicas are not asked. */
    private void masters(BaseMasterSlaveServersConfig<?> servers) {
        servers.setReadMode(ReadMode.MASTER);
        servers.setSubscriptionMode(SubscriptionMode.MASTER);
        servers.setMasterConnectionMinimumIdleSize(settings.connections().min());
        servers.setMasterConnectionPoolSize(settings.connections().max());
        servers.setSubscriptionConnectionMinimumIdleSize(0);
        limit(servers);
    }

    private static void limit(BaseConfig<?> servers) {
        servers.setClientName("audit-db");
        servers.setTimeout(CONNECT_MILLIS);
        servers.setConnectTimeout(CONNECT_MILLIS);
        servers.setRetryAttempts(0);
        servers.setPingConnectionInterval(PING_MILLIS);
        servers.setReconnectionDelay(new ConstantDelay(RECONNECT_DELAY));
    }

    private List<String> addresses() {
        String scheme = settings.tls().enabled() ? "rediss://" : "redis://";
        return settings.addresses().stream().map(address -> scheme + address).toList();
    }
}
