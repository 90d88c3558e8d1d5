package io.auditdb.plugin.atna;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from whoever reaches the port, a datagram each. What there is no room for is counted as lost. */
final class UdpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
    private static final int LARGEST = 65_535;
    private static final long JOIN_MILLIS = 1_000;
    /** How long nothing has to come before the end. */
    private static final int SILENCE_MILLIS = 250;

    private final AtnaSettings settings;
    private final MessageQueue queue;
    private final Counts counts;
    private final DatagramSocket socket;
    private final Thread thread = new Thread(this::receive, "atna-udp");
    private final AtomicBoolean losing = new AtomicBoolean();
    private volatile boolean closing;

    private UdpListener(AtnaSettings settings, MessageQueue queue, Counts counts, DatagramSocket socket) {
        this.settings = settings;
        this.queue = queue;
        this.counts = counts;
        this.socket = socket;
    }

    /** Throws when the port is taken by another user; several listeners of one user share it. */
    static UdpListener open(AtnaSettings settings, MessageQueue queue, Counts counts) throws IOException {
        var socket = new DatagramSocket(null);
        try {
            socket.setOption(
                    StandardSocketOptions.SO_REUSEPORT, true); // a swap opens the new one before it closes the old
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.setReceiveBufferSize((int) settings.udp().receiveBuffer().bytes());
            socket.bind(new InetSocketAddress(
                    InetAddress.getByName(settings.host()), settings.udp().port()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var listener = new UdpListener(settings, queue, counts, socket);
        listener.thread.start();
        return listener;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void receive() {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (true) {
            try {
                packet.setLength(LARGEST);
                socket.receive(packet);
                counts.udp.increment();
                keep(packet);
            } catch (SocketTimeoutException e) {
                if (closing) {
                    return;
                }
            } catch (IOException e) {
                if (closing) {
                    return;
                }
                LOG.warn("Nothing can be received; it is tried again", e);
                pause();
            } catch (InterruptedException e) {
                counts.lost.increment();
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.retryPause().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void keep(DatagramPacket packet) throws InterruptedException {
        String origin = "atna udp " + packet.getAddress().getHostAddress();
        byte[] content =
                Arrays.copyOfRange(packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
        if (queue.offer(Message.whole(content, settings.tenant(), origin), settings.retryPause())) {
            losing.set(false);
            return;
        }
        counts.lost.increment();
        if (losing.compareAndSet(false, true)) {
            LOG.warn("Messages by UDP are lost, because {} wait to be stored (max-queued)", settings.maxQueued());
        }
    }

    /** Takes what has come already, as long as half the time to drain. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join(Math.max(1, settings.drainTimeout().toMillis() / 2));
        socket.close();
        thread.interrupt();
        thread.join(JOIN_MILLIS);
    }
}
