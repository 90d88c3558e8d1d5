package io.auditdb.cli;

import java.util.concurrent.TimeUnit;

/** A bar on a terminal, nothing elsewhere. Drawn a few times a second, over itself. */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final Surroundings surroundings;
    private final String label;
    private long drawnAt = System.nanoTime() - INTERVAL;
    private int drawn;

    Progress(Surroundings surroundings, String label) {
        this.surroundings = surroundings;
        this.label = label;
    }

    /** So much of so much is done; {@code detail} is shown behind the bar. */
    void at(long done, long total, String detail) {
        if (!surroundings.terminal() || System.nanoTime() - drawnAt < INTERVAL) {
            return;
        }
        drawnAt = System.nanoTime();
        long percent = total <= 0 ? 0 : Math.min(100, 100 * done / total);
        int full = (int) (WIDTH * percent / 100);
        draw(label + " [" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + "% " + Text.oneLine(detail));
    }

    /** Wipes the bar away. */
    @Override
    public void close() {
        if (drawn > 0) {
            draw("");
            surroundings.err().print('\r');
            surroundings.err().flush();
        }
    }

    private void draw(String line) {
        surroundings.err().print('\r' + line + " ".repeat(Math.max(0, drawn - line.length())));
        surroundings.err().flush();
        drawn = line.length();
    }
}
