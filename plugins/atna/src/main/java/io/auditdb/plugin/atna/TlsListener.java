package io.auditdb.plugin.atna;

import io.auditdb.plugin.atna.FrameReader.FrameException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from senders whose certificates it trusts; a thread for each. A sender waits while there is no room. */
final class TlsListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final long JOIN_MILLIS = 1_000;
    /** How often a connection that is silent is looked at, whether it has been so for too long. */
    private static final int LOOK_MILLIS = 250;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final AtnaSettings settings;
    private final MessageQueue queue;
    private final Counts counts;
    private final SSLServerSocket server;
    private final Thread acceptor = new Thread(this::accept, "atna-tls");
    private final Map<SSLSocket, Sender> connections = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private TlsListener(AtnaSettings settings, MessageQueue queue, Counts counts, SSLServerSocket server) {
        this.settings = settings;
        this.queue = queue;
        this.counts = counts;
        this.server = server;
    }

    /** Throws when the port is taken by another user; several listeners of one user share it. */
    static TlsListener open(AtnaSettings settings, MessageQueue queue, Counts counts) throws IOException {
        SSLContext context = TlsContext.of(settings.tls());
        var server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        try {
            server.setReuseAddress(true);
            server.setOption(
                    StandardSocketOptions.SO_REUSEPORT, true); // a swap opens the new one before it closes the old
            server.setNeedClientAuth(true);
            server.setEnabledProtocols(PROTOCOLS);
            server.bind(new InetSocketAddress(
                    InetAddress.getByName(settings.host()), settings.tls().port()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        var listener = new TlsListener(settings, queue, counts, server);
        listener.acceptor.start();
        return listener;
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.size();
    }

    private void accept() {
        while (!closing) {
            try {
                var socket = (SSLSocket) server.accept();
                if (connections.size() >= settings.tls().maxConnections() && !endStrangers()) {
                    counts.refused.increment();
                    socket.close();
                    continue;
                }
                begin(socket);
            } catch (IOException e) {
                if (!closing) {
                    LOG.warn("No sender can be accepted; it is tried again", e);
                    pause();
                }
            }
        }
    }

    private void begin(SSLSocket socket) {
        var thread = new Thread(() -> serve(socket), "atna-tls-sender");
        connections.put(socket, new Sender(thread, System.nanoTime()));
        try {
            thread.start();
        } catch (Error e) { // no memory for a thread
            connections.remove(socket);
            quietly(socket);
            LOG.error("No thread can be started for a sender", e);
            pause();
        }
    }

    /** Who has not shown a certificate in time makes room for others; returns whether anybody has. */
    private boolean endStrangers() {
        long latest = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(HANDSHAKE_MILLIS);
        boolean any = false;
        for (Map.Entry<SSLSocket, Sender> connection : Set.copyOf(connections.entrySet())) {
            if (!connection.getValue().isKnown && connection.getValue().since - latest < 0) {
                connections.remove(connection.getKey());
                quietly(connection.getKey());
                any = true;
            }
        }
        return any;
    }

    /** Somebody who has connected. */
    private static final class Sender {
        private final Thread thread;
        private final long since;
        private volatile boolean isKnown;

        Sender(Thread thread, long since) {
            this.thread = thread;
            this.since = since;
        }
    }

    /** Such as when there are too many open files. */
    private void pause() {
        try {
            Thread.sleep(settings.retryPause().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            socket.startHandshake();
            Sender sender = connections.get(socket);
            if (sender == null) {
                return; // it took too long
            }
            sender.isKnown = true;
            receive(socket);
        } catch (IOException e) {
            if (!closing) {
                LOG.info("The connection of a sender ended: {}", e.getMessage());
            }
        } catch (InterruptedException e) {
            counts.lost.increment();
            LOG.warn("A message of a sender is lost, because there was no room for it before the end");
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private void receive(SSLSocket socket) throws IOException, InterruptedException {
        String tenant = tenant(socket);
        String origin = "atna tls " + socket.getInetAddress().getHostAddress();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        var frames = new FrameReader(in, (int) settings.maxMessage().bytes());
        try {
            for (int first = first(socket, in); first >= 0; first = first(socket, in)) {
                byte[] message = frames.next(first);
                counts.tls.increment();
                queue.put(Message.whole(message, tenant, origin));
            }
        } catch (FrameException e) {
            counts.tls.increment();
            queue.put(Message.damaged(e.content(), tenant, origin, e.getMessage()));
        }
    }

    /** The first byte of a message; -1 at the end, and when there is none and none is wanted any more. */
    private int first(SSLSocket socket, InputStream in) throws IOException {
        long idle = settings.tls().idleTimeout().toMillis();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idle);
        socket.setSoTimeout(LOOK_MILLIS);
        while (System.nanoTime() - until < 0) {
            try {
                int first = in.read();
                socket.setSoTimeout((int) idle); // for the rest of it
                return first;
            } catch (SocketTimeoutException e) {
                if (closing) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private String tenant(SSLSocket socket) throws SSLPeerUnverifiedException {
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        String name = commonName(certificate.getSubjectX500Principal().getName());
        return settings.tenants().getOrDefault(name, settings.tenant());
    }

    /** The most specific one, of a directory the last of its names. */
    static String commonName(String subject) {
        try {
            return new LdapName(subject)
                    .getRdns().stream()
                            .filter(it -> it.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .reduce("", (wider, narrower) -> narrower);
        } catch (InvalidNameException e) {
            return "";
        }
    }

    /** Accepts nobody any more; takes what has come, and cuts off who does not pause within half the time to drain. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        quietly(server);
        acceptor.join(JOIN_MILLIS);
        long until = System.nanoTime() + settings.drainTimeout().toNanos() / 2;
        for (Map.Entry<SSLSocket, Sender> connection : Set.copyOf(connections.entrySet())) {
            Thread thread = connection.getValue().thread;
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            quietly(connection.getKey());
            thread.interrupt();
            thread.join(JOIN_MILLIS);
        }
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("A socket could not be closed", e);
        }
    }
}
