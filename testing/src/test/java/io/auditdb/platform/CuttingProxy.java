package io.auditdb.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between the platform and its database, and cuts all connections in the middle of what passes. */
final class CuttingProxy implements AutoCloseable {
    enum Direction {
        TO_DATABASE,
        FROM_DATABASE
    }

    private final String host;
    private final int port;
    private volatile ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private int refusedPort;
    private Direction direction;
    private long left = Long.MAX_VALUE;

    CuttingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections, and lets nobody in. */
    void refuse() throws IOException {
        int own = port();
        listener.close();
        cut();
        refusedPort = own;
    }

    /** Lets everybody in again, at the same port. */
    void admit() throws IOException {
        listener = new ServerSocket(refusedPort, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Cuts once so many more bytes have passed in a direction; connections made after that pass. */
    synchronized void cutAfter(long bytes, Direction where) {
        left = bytes;
        direction = where;
    }

    /** Takes back what {@link #cutAfter} asked for and nothing has come to. */
    synchronized void cutNothing() {
        direction = null;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                var server = new Socket(host, port);
                sockets.add(client);
                sockets.add(server);
                threads.execute(() -> forward(client, server, Direction.TO_DATABASE));
                threads.execute(() -> forward(server, client, Direction.FROM_DATABASE));
            } catch (IOException e) {
                // closed, or the database is away
            }
        }
    }

    private void forward(Socket from, Socket to, Direction where) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int passing = pass(read, where);
                out.write(buffer, 0, passing);
                if (passing < read) {
                    cut();
                }
            }
        } catch (IOException e) {
            // the other end has gone, or was cut
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized int pass(int bytes, Direction where) {
        if (where != direction) {
            return bytes;
        }
        int passing = (int) Math.min(bytes, left);
        left -= passing;
        if (passing < bytes) {
            direction = null;
        }
        return passing;
    }

    private void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        threads.shutdownNow();
    }
}
