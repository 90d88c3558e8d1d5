package io.auditdb.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows under headings, written in blocks so that the first rows of a long answer do not wait for the last. */
final class Table {
    private static final int BLOCK = 200;

    private final PrintStream out;
    private final List<String> headings;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();
    private final boolean csv;
    private boolean started;

    Table(PrintStream out, String... headings) {
        this(out, false, headings);
    }

    /** Writes comma-separated values (RFC 4180) instead, with headings also above nothing, when {@code csv} is set. */
    Table(PrintStream out, boolean csv, String... headings) {
        this.csv = csv;
        this.out = out;
        this.headings = List.of(headings);
        this.widths = this.headings.stream().mapToInt(String::length).toArray();
    }

    /** Adds a row; null is an empty cell. */
    Table row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i] == null ? "" : Text.oneLine(cells[i]);
            widths[i] = Math.max(widths[i], cells[i].length());
        }
        rows.add(cells);
        if (rows.size() == BLOCK) {
            flush();
        }
        return this;
    }

    private static String quoted(String cell) {
        return cell.chars().anyMatch(it -> it == ',' || it == '"') ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** Writes what is not written yet; headings only above at least one row. */
    void flush() {
        if (!started && (csv || !rows.isEmpty())) {
            line(headings.toArray(new String[0]));
            started = true;
        }
        rows.forEach(this::line);
        rows.clear();
        out.flush();
    }

    private void line(String[] cells) {
        if (csv) {
            out.print(Arrays.stream(cells).map(Table::quoted).collect(Collectors.joining(",")) + "\r\n");
            return;
        }
        var line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(cells[i]);
            if (i < cells.length - 1) {
                line.append(" ".repeat(widths[i] - cells[i].length() + 2));
            }
        }
        out.println(line.toString().stripTrailing());
    }
}
