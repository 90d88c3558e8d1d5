package io.auditdb.plugin.cachelocal;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;

/** How much memory answers may take. */
public record CacheLocalSettings(
        @Setting(
                value =
                        "Memory off the heap that answers may take, taken at the start; at most half of what the heap may"
                                + " grow to",
                defaultValue = "100MB")
        DataSize size,

        @Setting(
                value = "Most answers that lie on the heap as well, those that were asked for last",
                defaultValue = "1000")
        int entries,

        @Setting(value = "Largest answer that is kept, and never more than a twentieth of size", defaultValue = "1MB")
        DataSize maxAnswer,

        @Setting(
                value = "How full the heap may be after a collection before fewer answers lie on it, from 0 to 1",
                defaultValue = "0.85")
        double heapPressure) {
    private static final long SMALLEST_SIZE = 2L << 20;

    /** Checks the bounds. */
    public CacheLocalSettings {
        require(size.bytes() >= SMALLEST_SIZE, "size must be at least 2MB");
        require(entries >= 1, "entries must be at least 1");
        require(maxAnswer.bytes() >= 1, "max-answer must be at least 1B");
        require(heapPressure > 0 && heapPressure < 1, "heap-pressure must be between 0 and 1");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
