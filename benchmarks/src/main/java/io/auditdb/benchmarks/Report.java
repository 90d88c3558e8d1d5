package io.auditdb.benchmarks;

import io.auditdb.api.json.Json;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints rows as they are measured: a table for people, or one JSON object a row. For one thread. */
public final class Report {
    private static final String LINE = "%-28s %10s %-8s %8s %8s  %-6s%n";

    private final PrintStream out;
    private final Json json;
    private final boolean asJson;
    private boolean started;
    private boolean holds = true;

    Report(PrintStream out, Json json, boolean asJson) {
        this.out = out;
        this.json = json;
        this.asJson = asJson;
    }

    /** Prints a row. */
    public void add(Row row) {
        holds &= row.holds();
        if (asJson) {
            out.println(json.write(row.json()));
        } else {
            print(row);
        }
        out.flush();
    }

    private void print(Row row) {
        if (!started) {
            out.printf(Locale.ROOT, LINE, "row", "value", "unit", "aim", "floor", "holds");
            started = true;
        }
        String verdict = row.reachesAim() ? "yes, aim" : row.holds() ? "yes" : "NO";
        out.printf(
                Locale.ROOT,
                LINE,
                row.row(),
                text(row.value()),
                row.unit(),
                text(row.aim()),
                text(row.floor()),
                verdict);
        out.println(row.settings().entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", ", "    ", "")));
    }

    private static String text(double value) {
        double rounded = Row.rounded(value);
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** Returns whether every floor held. */
    boolean holds() {
        return holds;
    }
}
