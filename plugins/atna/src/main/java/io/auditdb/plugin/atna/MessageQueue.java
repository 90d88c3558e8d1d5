package io.auditdb.plugin.atna;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Messages that wait to be stored, bounded by their bytes. Safe for use by many threads. */
final class MessageQueue {
    /** What a message takes besides its content, about. */
    private static final int OVERHEAD = 512;

    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Semaphore room;
    private final int maxBytes;

    MessageQueue(int maxBytes) {
        this.maxBytes = maxBytes;
        this.room = new Semaphore(maxBytes);
    }

    /** Waits for room. */
    void put(Message message) throws InterruptedException {
        room.acquire(size(message));
        messages.add(message);
    }

    /** Waits for room no longer than this; returns whether there was any. */
    boolean offer(Message message, Duration wait) throws InterruptedException {
        if (!room.tryAcquire(size(message), wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        return messages.add(message);
    }

    /** Waits for messages no longer than this; takes what there is, and leaves their room taken until {@link #done}. */
    List<Message> take(int most, Duration wait) throws InterruptedException {
        var taken = new ArrayList<Message>();
        Message first = messages.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            messages.drainTo(taken, most - 1);
        }
        return taken;
    }

    /** Takes everything that is left, for nobody will; returns how many. */
    int abandon() {
        var left = new ArrayList<Message>();
        messages.drainTo(left);
        done(left);
        return left.size();
    }

    void done(List<Message> taken) {
        taken.forEach(it -> room.release(size(it)));
    }

    /** Whether nothing waits, nor is being stored. */
    boolean isIdle() {
        return room.availablePermits() == maxBytes;
    }

    int bytes() {
        return maxBytes - room.availablePermits();
    }

    private int size(Message message) {
        return Math.min(maxBytes, OVERHEAD + message.content().length);
    }
}
