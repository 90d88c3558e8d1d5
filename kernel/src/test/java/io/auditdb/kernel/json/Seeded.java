package io.auditdb.kernel.json;

import java.util.Random;

/** Randomness that can be had again: each test prints its seed, and {@code -Dtest.seed} sets it. */
public final class Seeded {
    private Seeded() {}

    /** Returns a source of a new seed, or of the one that was given. */
    public static Random random() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        String test = StackWalker.getInstance()
                .walk(frames -> frames.skip(1)
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .orElseThrow());
        System.out.println(test + ": -Dtest.seed=" + seed);
        return new Random(seed);
    }
}
