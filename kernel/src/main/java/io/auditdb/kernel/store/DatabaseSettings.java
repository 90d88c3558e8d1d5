package io.auditdb.kernel.store;

import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The primary database and the pools of connections to it. */
public record DatabaseSettings(
        @Setting(
                value = "Where PostgreSQL is: postgresql://user@host:port/database; the user provisions tables and"
                        + " roles. Absent: a plugin provides the database",
                secret = true)
        Optional<String> url,

        @Setting("File that holds the password of that user")
        Optional<Path> passwordFile,

        @Setting("Connections, who gets them, and how many there are for reads")
        PoolSettings pool,

        @Setting(value = "Most connections for transactions and tokens", defaultValue = "8")
        int maxWriteConnections,

        @Setting(
                value = "Most connections for looking after partitions, and as many for making them",
                defaultValue = "4")
        int maxMaintenanceConnections,

        @Setting(value = StatementTimeouts.READ, defaultValue = "30s")
        Duration readTimeout,

        @Setting(value = StatementTimeouts.ANALYTICS, defaultValue = "5m")
        Duration analyticsTimeout,

        @Setting(value = StatementTimeouts.MAINTENANCE, defaultValue = "12h")
        Duration maintenanceTimeout,

        @Setting(
                value = "Longest wait for a lock when a partition is made or changed; then it is tried again",
                defaultValue = "200ms")
        Duration lockTimeout,

        @Setting(
                value = "How long a writer may keep the database waiting within a batch; then its session is ended, and"
                        + " its locks with it",
                defaultValue = "10s")
        Duration stallTimeout,

        @Setting(
                value = "Longest silence of the database within a batch before its connection counts as lost",
                defaultValue = "60s")
        Duration answerTimeout,

        @Setting(value = "Longest wait for the database when the platform starts", defaultValue = "30s")
        Duration connectTimeout,

        @Setting("Replicas of the primary that a plugin may send reads to, by name, each"
                + " postgresql://host:port/database with no user: the platform's own roles are on a replica as well")
        Map<String, String> replicas,

        @Setting("How replicas are looked after") ReplicaSettings replica) {
    /** Checks the bounds. */
    public DatabaseSettings {
        replicas = Map.copyOf(replicas);
        if (maxWriteConnections < 1) {
            throw new IllegalArgumentException("max-write-connections must be at least 1");
        }
        if (maxMaintenanceConnections < 3) { // one for a pass, one for its steps, one for the list of jobs
            throw new IllegalArgumentException("max-maintenance-connections must be at least 3");
        }
        StatementTimeouts.check(readTimeout, analyticsTimeout, maintenanceTimeout);
        Duration second = Duration.ofSeconds(1); // the driver counts in seconds
        if (stallTimeout.compareTo(second) < 0 || answerTimeout.compareTo(second) < 0) {
            throw new IllegalArgumentException("stall-timeout and answer-timeout must be at least 1s");
        }
    }

    /** Returns how long statements may run. */
    StatementTimeouts timeouts() {
        return new StatementTimeouts(readTimeout, analyticsTimeout, maintenanceTimeout);
    }
}
