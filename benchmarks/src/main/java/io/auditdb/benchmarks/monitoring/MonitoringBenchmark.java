package io.auditdb.benchmarks.monitoring;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;

/** What it costs to know how the platform is doing, and how soon one knows. */
public final class MonitoringBenchmark {
    private final Bench bench;

    /** Measures in this place. */
    public MonitoringBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures everything and reports each figure when it is there. */
    public void run(Report report) throws Exception {
        report.add(new MonitoringHeap(bench).row());
        report.add(new MonitoringCost(bench).row());
        report.add(new ScrapeTime(bench).row());
        report.add(new StreamDelay(bench).row());
        report.add(new AlertDelay(bench).row());
    }
}
