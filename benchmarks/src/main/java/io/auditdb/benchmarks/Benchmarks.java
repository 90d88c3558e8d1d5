package io.auditdb.benchmarks;

import io.auditdb.kernel.json.StrictJson;
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
    @Parameters(index = "0", description = "What to measure: ${COMPLETION-CANDIDATES}")
    private Subject subject;

    @Option(names = "--quick", description = "Less data, at most two minutes; the rows say so")
    private boolean quick;

    @Option(names = "--json", description = "One JSON object a row")
    private boolean json;

    /** What can be measured. */
    enum Subject {
        ingest
    }

    /** Runs one benchmark; see {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var report = new Report(System.out, new StrictJson(), json);
        try (var bench = new Bench(quick)) {
            switch (subject) {
                case ingest -> new IngestBenchmark(bench).run(report);
            }
        }
        return report.holds() ? 0 : 1;
    }
}
