package io.auditdb.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface for servers that have to be told theirs. Safe for use by many threads. */
public final class FreePort {
    /** Below those that Linux gives to connections, any of which could have it before the server has started. */
    private static final int FIRST = 20_000;

    private static final int END = 32_768;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** Returns a port that nobody listens on. */
    public static int find() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
