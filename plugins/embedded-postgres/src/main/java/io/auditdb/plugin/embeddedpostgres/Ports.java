package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class Ports {
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private Ports() {}

    /** Returns {@code wanted}; for 0 the port of the last start if it is free, and a new one otherwise. */
    static int choose(int wanted, DataDirectory data) throws IOException {
        if (wanted != 0) {
            requireFree(wanted);
            return wanted;
        }
        int last = data.port();
        if (last != 0 && isFree(last)) {
            return last;
        }
        try (var socket = open(0)) {
            data.keepPort(socket.getLocalPort());
            return socket.getLocalPort();
        }
    }

    private static void requireFree(int port) {
        if (!isFree(port)) {
            throw new AuditDbException(
                    PLUGIN_FAILED,
                    "Port " + port + " of " + HOST + " is in use by another program. Free it, or set"
                            + " plugins.embedded-postgres.port to another one, 0 for any");
        }
    }

    static boolean isFree(int port) {
        try (var socket = open(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket open(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK));
    }
}
