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
import java.util.List;
import java.util.Map;

/** How soon an application that embeds the platform has appended its first event, each time in a process of its own. */
public final class EmbeddedBenchmark {
    private static final double MOST_MILLIS = 1000;

    private final Bench bench;

    /** Measures in this place. */
    public EmbeddedBenchmark(Bench bench) {
        this.bench = bench;
    }

    /** Measures, and reports the figure. */
    public void run(Report report) throws IOException, InterruptedException, SQLException {
        var first = new Samples();
        var again = new Samples();
        try (TestingDatabase database = bench.createDatabase()) {
            Path var = bench.directory().resolve("embedded");
            open(database, var); // the first time makes the schema
            for (int i = 0; i < (bench.quick() ? 3 : 10); i++) {
                List<Double> millis = open(database, var);
                first.add(millis.get(0));
                again.add(millis.get(1));
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("processes", first.count());
        settings.put("longestMillis", Row.rounded(first.max()));
        settings.put("againMillis", Row.rounded(again.median()));
        report.add(
                new Row("open-to-append", first.median(), "ms", MOST_MILLIS, MOST_MILLIS, Row.Better.LOWER, settings));
    }

    private List<Double> open(TestingDatabase database, Path var) throws IOException, InterruptedException {
        Path out = Files.createTempFile(bench.directory(), "open", ".out");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenAndAppend.class.getName(),
                        var.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
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
