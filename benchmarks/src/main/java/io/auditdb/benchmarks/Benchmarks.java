package io.auditdb.benchmarks;

import io.auditdb.benchmarks.cache.CacheBenchmark;
import io.auditdb.benchmarks.embedded.EmbeddedBenchmark;
import io.auditdb.benchmarks.fhir.FhirBenchmark;
import io.auditdb.benchmarks.handles.HandleBenchmark;
import io.auditdb.benchmarks.monitoring.MonitoringBenchmark;
import io.auditdb.benchmarks.overload.OverloadBenchmark;
import io.auditdb.benchmarks.partitions.PartitionBenchmark;
import io.auditdb.benchmarks.plugins.PluginBenchmark;
import io.auditdb.benchmarks.router.RouterBenchmark;
import io.auditdb.kernel.json.StrictJson;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the platform beside what a user would pick instead, in the same minute on the same server. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description =
                "Measures the platform beside what a user would pick instead. Exit code 0 when every floor holds.")
final class Benchmarks implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Several share the large log that they need.")
    private EnumSet<Subject> subjects;

    @Option(names = "--quick", description = "Less data, at most two minutes; the rows say so")
    private boolean quick;

    @Option(names = "--json", description = "One JSON object a row")
    private boolean json;

    /** What can be measured. */
    enum Subject {
        cache,
        embedded,
        fhir,
        handles,
        ingest,
        monitoring,
        overload,
        partitions,
        plugins,
        proof,
        router,
        verify
    }

    /** Runs one benchmark; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var report = new Report(System.out, new StrictJson(), json);
        try (var bench = new Bench(quick)) {
            if (subjects.contains(Subject.cache)) {
                new CacheBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.embedded)) {
                new EmbeddedBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.fhir)) {
                new FhirBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.handles)) {
                new HandleBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.ingest)) {
                new IngestBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.monitoring)) {
                new MonitoringBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.overload)) {
                new OverloadBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.partitions)) {
                new PartitionBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.plugins)) {
                new PluginBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.router)) {
                new RouterBenchmark(bench).run(report);
            }
            if (subjects.contains(Subject.proof) || subjects.contains(Subject.verify)) {
                largeLog(bench, report);
            }
        }
        return report.holds() ? 0 : 1;
    }

    private void largeLog(Bench bench, Report report) throws Exception {
        try (var log = new LargeLog(bench)) {
            if (subjects.contains(Subject.proof)) {
                new ProofBenchmark(bench, log).run(report);
            }
            if (subjects.contains(Subject.verify)) {
                new VerifyBenchmark(bench, log).run(report);
            }
        }
    }
}
