package io.auditdb.kernel.pool;

import java.util.concurrent.locks.LockSupport;

/** A thread that waits for its turn. */
final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long deadline;
    private volatile boolean admitted;

    /** Makes the calling thread one, who waits until this time by {@link System#nanoTime()}. */
    Waiter(long deadline) {
        this.deadline = deadline;
    }

    long deadline() {
        return deadline;
    }

    boolean admitted() {
        return admitted;
    }

    void admit() {
        admitted = true;
        wake();
    }

    void wake() {
        LockSupport.unpark(thread);
    }
}
