package io.auditdb.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, written in blocks so that the first rows of a long answer do not wait for the last. */
final class Table {
    private static final int BLOCK = 200;

    private final PrintStream out;
    private final List<String> headings;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();
    private boolean started;

    Table(PrintStream out, String... headings) {
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

    /** Writes what is not written yet; headings only above at least one row. */
    void flush() {
        if (!started && !rows.isEmpty()) {
            line(headings.toArray(new String[0]));
            started = true;
        }
        rows.forEach(this::line);
        rows.clear();
        out.flush();
    }

    private void line(String[] cells) {
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
