package io.auditdb.benchmarks.handles;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a call costs that goes through a handle instead of straight to the plugin, uncontended. */
public final class HandleBenchmark {
    private static final double MOST_NANOS = 30;
    private static final double MOST_NANOS_AWAITED = 300;

    private final Bench bench;

    /** Measures with these settings. */
    public HandleBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures everything, and reports each figure. */
    public void run(Report report) throws RunnerException {
        var options = new OptionsBuilder()
                .include(HandleCalls.class.getName())
                .forks(bench.quick() ? 1 : 3)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(bench.quick() ? 3 : 5)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .build();
        Map<String, RunResult> results = new TreeMap<>();
        for (RunResult result : new Runner(options).run()) {
            results.put(result.getPrimaryResult().getLabel(), result);
        }
        report.add(row("handle-cost", results, "handle", "direct", MOST_NANOS));
        report.add(row("handle-cost-awaited", results, "handleAwaited", "directAwaited", MOST_NANOS_AWAITED));
        report.add(row("service-cost-awaited", results, "serviceAwaited", "directAwaited", MOST_NANOS_AWAITED));
    }

    private Row row(String name, Map<String, RunResult> results, String handle, String direct, double most) {
        var with = results.get(handle).getPrimaryResult();
        var without = results.get(direct).getPrimaryResult();
        Map<String, Object> settings = bench.settings();
        settings.put("handleNanos", Row.rounded(with.getScore()));
        settings.put("handleError", Row.rounded(with.getScoreError()));
        settings.put("directNanos", Row.rounded(without.getScore()));
        settings.put("directError", Row.rounded(without.getScoreError()));
        return new Row(name, with.getScore() - without.getScore(), "ns", most, most, Row.Better.LOWER, settings);
    }
}
