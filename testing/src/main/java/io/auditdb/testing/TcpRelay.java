package io.auditdb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to a port of this machine, until it is cut. Safe for use by many threads. */
final class TcpRelay implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private volatile int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** Opens a port of its own. */
    TcpRelay(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept, "relay-" + port());
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections, and every one that is made from now on. */
    void cut() {
        cut = true;
        sockets.forEach(TcpRelay::close);
    }

    /** Ends all connections, and passes those that are made from now on to another port. */
    void turnTo(int other) {
        target = other;
        sockets.forEach(TcpRelay::close);
    }

    /** Lets connections through again. */
    void restore() {
        cut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // closed, or the server is away
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = cut ? null : new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            close(client);
            throw e;
        }
        if (server == null) {
            close(client);
            return;
        }
        for (Socket socket : new Socket[] {client, server}) {
            socket.setTcpNoDelay(true);
            sockets.add(socket);
        }
        start(() -> forward(client, server), "relay-to-" + target);
        start(() -> forward(server, client), "relay-from-" + target);
        if (cut) { // while it was being made
            cut();
        }
    }

    private void forward(Socket from, Socket to) {
        try (from;
                to) {
            byte[] buffer = new byte[BUFFER];
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // the other end has gone, or was cut
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void start(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
