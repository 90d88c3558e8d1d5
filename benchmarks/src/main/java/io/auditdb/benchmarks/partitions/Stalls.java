package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Stopwatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long the writes of a steady writer take at most, alone and during each operation of one tool. */
final class Stalls {
    private final PartitionTool tool;
    private final Duration reader;
    private final Duration alone;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private double longest;
    private double longestAlone;

    /**
     * Measures one tool.
     *
     * @param reader how long the reader reads that runs meanwhile
     * @param alone how long the writer is watched alone, before each part
     */
    Stalls(PartitionTool tool, Duration reader, Duration alone) {
        this.tool = tool;
        this.reader = reader;
        this.alone = alone;
    }

    void measure() throws Exception {
        try (var writer = new SteadyWriter(tool::write)) {
            settle(writer);
            try (var reading = new LongReader(tool.database(), reader)) {
                operation("Create", writer, tool::create);
            }
            try (var reading = new LongReader(tool.database(), reader)) {
                operation("Drop", writer, tool::drop);
            }
        }
        new DefaultPartition(tool.database()).fill();
        try (var writer = new SteadyWriter(number -> tool.write(DefaultPartition.WRITTEN + number))) {
            settle(writer);
            operation("Drain", writer, () -> figures.put("drained", tool.drain()));
        }
        figures.put("longestAlone", Row.rounded(longestAlone));
    }

    /** A writer that has just begun meets code that is not compiled yet, so the first half does not count. */
    private void settle(SteadyWriter writer) throws Exception {
        TimeUnit.MILLISECONDS.sleep(alone.toMillis() / 2);
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(alone.toMillis());
        longestAlone = Math.max(longestAlone, writer.longest(start, System.nanoTime()));
        System.err.printf("%s: alone, longest write %.0f ms%n", tool.getClass().getSimpleName(), longestAlone);
    }

    private void operation(String name, SteadyWriter writer, Stopwatch.Work work) throws Exception {
        long start = System.nanoTime();
        double seconds = Stopwatch.seconds(work);
        double stall = writer.longest(start, System.nanoTime());
        longest = Math.max(longest, stall);
        figures.put("longest" + name, Row.rounded(stall));
        figures.put("seconds" + name, Row.rounded(seconds));
        System.err.printf(
                "%s: %s, longest write %.0f ms of %.1f s%n", tool.getClass().getSimpleName(), name, stall, seconds);
    }

    /** Returns the milliseconds that the longest write took beyond the longest without any operation. */
    double beyond() {
        return Math.max(0, longest - longestAlone);
    }

    /** Returns the longest writes in milliseconds and the seconds of the operations, by name. */
    Map<String, Object> figures() {
        return figures;
    }
}
