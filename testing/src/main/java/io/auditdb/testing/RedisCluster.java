package io.auditdb.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three real Redis servers that share the keys of a cluster. For one thread. */
public final class RedisCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final int SLOTS = 16_384;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;

    private final List<RedisServer> servers = new ArrayList<>();

    private RedisCluster() {}

    /** Starts the servers; returns when each knows who has which keys. */
    public static RedisCluster start() throws IOException {
        var cluster = new RedisCluster();
        try {
            var buses = new ArrayList<Integer>();
            for (int i = 0; i < SIZE; i++) {
                buses.add(FreePort.find());
                cluster.servers.add(RedisServer.start("cluster-enabled yes", "cluster-port " + buses.get(i)));
            }
            for (int i = 0; i < SIZE; i++) {
                RedisServer server = cluster.servers.get(i);
                server.command("CLUSTER", "ADDSLOTSRANGE", "" + i * SLOTS / SIZE, "" + ((i + 1) * SLOTS / SIZE - 1));
                server.command("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
                cluster.servers.get(0).command("CLUSTER", "MEET", "127.0.0.1", "" + server.port(), "" + buses.get(i));
            }
            cluster.awaitAgreement();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void awaitAgreement() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        for (RedisServer server : servers) {
            String state = server.bulk("CLUSTER", "INFO");
            while (!state.contains("cluster_state:ok") || !state.contains("cluster_known_nodes:" + SIZE)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the servers do not become a cluster: " + state);
                }
                RedisServer.sleep(POLL_MILLIS);
                state = server.bulk("CLUSTER", "INFO");
            }
        }
    }

    /** Returns the servers. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    @Override
    public void close() throws IOException {
        for (RedisServer server : servers) {
            server.close();
        }
    }
}
