package io.auditdb.benchmarks;

/** Measures how long work takes. */
public final class Stopwatch {
    private Stopwatch() {}

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** Returns the seconds that the work took. */
    public static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
