package io.auditdb.benchmarks.embedded;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How soon an application that embeds the platform without plugins has appended its first event, each time in a process of its
 * own that has nothing on its class path but the kernel and what that needs; and how large that is.
 */
public final class EmbeddedBenchmark {
    private static final double MOST_MILLIS = 1000;
    private static final double MOST_MEGABYTES = 40;
    /** What the guide to embedding recommends where the start counts. */
    private static final String PLAIN_GUICE = "-Dguice_bytecode_gen_option=DISABLED";

    private final Bench bench;

    /** Measures in this place. */
    public EmbeddedBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures, and reports the figures. */
    public void run(Report report) throws IOException, InterruptedException, SQLException {
        var kernel = KernelJars.find();
        report.add(new Row(
                "kernel-jars",
                kernel.megabytes(),
                "MB",
                MOST_MEGABYTES,
                MOST_MEGABYTES,
                Row.Better.LOWER,
                Map.of("jars", kernel.jars().size())));
        String classPath = kernel.classPathWith(OpenAndAppend.class, bench.directory());
        try (TestingDatabase database = bench.createDatabase()) {
            Path var = bench.directory().resolve("embedded");
            Path archive = bench.directory().resolve("kernel.jsa");
            // the first time makes the schema
            open(database, var, classPath, List.of("-XX:ArchiveClassesAtExit=" + archive));
            measure(report, "open-to-append", database, var, classPath, List.of());
            measure(
                    report,
                    "open-to-append-archived",
                    database,
                    var,
                    classPath,
                    List.of("-XX:SharedArchiveFile=" + archive, PLAIN_GUICE));
        }
    }

    private void measure(
            Report report, String row, TestingDatabase database, Path var, String classPath, List<String> options)
            throws IOException, InterruptedException {
        var first = new Samples();
        var again = new Samples();
        for (int i = 0; i < (bench.quick() ? 3 : 10); i++) {
            List<Double> millis = open(database, var, classPath, options);
            first.add(millis.get(0));
            again.add(millis.get(1));
        }
        Map<String, Object> settings = bench.settings();
        settings.put("processes", first.count());
        settings.put("longestMillis", Row.rounded(first.max()));
        settings.put("againMillis", Row.rounded(again.median()));
        report.add(new Row(row, first.median(), "ms", MOST_MILLIS, MOST_MILLIS, Row.Better.LOWER, settings));
    }

    private List<Double> open(TestingDatabase database, Path var, String classPath, List<String> options)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(bench.directory(), "open", ".out");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, OpenAndAppend.class.getName(), var.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        process.environment().put("AUDIT_DB_DATABASE_URL", database.url());
        int code = process.start().waitFor();
        String text = Files.readString(out);
        if (code != 0) {
            throw new IllegalStateException("The application failed: " + text);
        }
        return text.lines()
                .filter(it -> it.matches("[0-9.E]+"))
                .map(Double::valueOf)
                .toList();
    }
}
