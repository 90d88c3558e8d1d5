package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call with a limit on the time that the plugin itself takes. The calling thread is interrupted while it is inside the plugin
 * and never while it is in the host, whose files an interruption would close. Used by the calling thread and the watch.
 */
final class TimedCall {
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;
    private static final int ENDED = 4;

    private final PluginInstance owner;
    private final Object target;
    private final String method;
    private final Thread thread = Thread.currentThread();
    private final int slot;
    private final AtomicInteger state = new AtomicInteger(INSIDE);
    private volatile long began = System.nanoTime();
    private volatile long interrupted;
    private long left;

    /** {@code slot} is the caller's, to be given back. */
    TimedCall(PluginInstance owner, Object target, String method, int slot) {
        this.owner = owner;
        this.target = target;
        this.method = method;
        this.slot = slot;
    }

    int slot() {
        return slot;
    }

    /** The caller leaves for the host, or for another plugin. */
    void suspend() {
        if (!state.compareAndSet(INSIDE, OUTSIDE)) {
            awaitInterruption();
            throw timeout(null);
        }
        left = System.nanoTime();
    }

    /** And is back. */
    void resume() {
        if (state.get() == OUTSIDE) {
            long away = System.nanoTime() - left;
            long moved = began + away; // no other thread writes it
            began = moved;
            state.set(INSIDE);
        }
    }

    /** Ends it; returns whether it was interrupted. */
    boolean end() {
        if (state.compareAndSet(INSIDE, ENDED)) {
            return false;
        }
        awaitInterruption();
        state.set(ENDED);
        return true;
    }

    private void awaitInterruption() {
        while (state.get() == INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted(); // it was meant for the plugin
    }

    AuditDbException timeout(Throwable cause) {
        return new AuditDbException(
                StandardErrorCode.TIMEOUT,
                this + " took longer than plugin-host.call-timeout allows, "
                        + owner.limits().timeout().toMillis() + " ms",
                cause);
    }

    /** Interrupts it when its time is over. For the watch. */
    void check(long nanos) {
        if (System.nanoTime() - began > nanos && state.compareAndSet(INSIDE, INTERRUPTING)) {
            thread.interrupt();
            interrupted = System.nanoTime();
            state.set(INTERRUPTED);
        }
    }

    /** Says where it is stuck, when it goes on although it was interrupted as long ago as it was allowed to take. For the watch. */
    Optional<String> stuck(long nanos) {
        if (state.get() != INTERRUPTED || System.nanoTime() - interrupted < nanos) {
            return Optional.empty();
        }
        long taken = System.nanoTime() - began;
        StackTraceElement[] stack = thread.getStackTrace();
        String place = stack.length == 0 ? "an unknown place" : stack[0].toString();
        return Optional.of(this + " has not returned for " + TimeUnit.NANOSECONDS.toMillis(taken)
                + " ms, although it was interrupted; thread " + thread.getName() + " is in " + place);
    }

    @Override
    public String toString() {
        return owner + ": " + target + "." + method;
    }
}
