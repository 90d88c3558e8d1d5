package io.auditdb.benchmarks.partitions;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;

/** What it costs to have partitions, and what they bring. */
public final class PartitionBenchmark {
    private final Bench bench;

    /** Measures in this place. */
    public PartitionBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures everything and reports each figure when it is there. */
    public void run(Report report) throws Exception {
        new PartitionGrowth(bench).run(report);
        new StallBenchmark(bench).run(report);
        new PartitionQueries(bench).run(report);
        new ArchiveBenchmark(bench).run(report);
        new ManyMaintainers(bench).run(report);
    }
}
