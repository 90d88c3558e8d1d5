package io.auditdb.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Texts that are safe to show and easy to read. */
final class Text {
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    private Text() {}

    /**
     * Returns the text with control characters replaced: what is in an event was written by whoever was watched, and
     * must not move the cursor of whoever watches.
     */
    static String oneLine(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            if (type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, c == '\n' || c == '\t' ? ' ' : '\uFFFD');
            }
        }
        return clean == null ? text : clean.toString();
    }

    static String seconds(Duration duration) {
        long tenths = Math.max(1, (duration.toMillis() + 99) / 100);
        return tenths(tenths) + " s";
    }

    /** Returns {@code 4.2 ms}, rounded down. */
    static String millis(Duration duration) {
        return tenths(duration.toNanos() / 100_000) + " ms";
    }

    /** Returns milliseconds to the microsecond, {@code 4.205}. */
    static String decimal(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e6);
    }

    /** Returns {@code 512 B}, {@code 12.1 MB}, rounded down; a kilobyte is 1024 bytes. */
    static String bytes(long bytes) {
        int unit = 0;
        long factor = 1;
        while (unit < UNITS.size() - 1 && bytes / factor >= 1024) {
            factor *= 1024;
            unit++;
        }
        return tenths(bytes / factor * 10 + bytes % factor * 10 / factor) + " " + UNITS.get(unit);
    }

    /** Returns {@code 99.9 %}, rounded down: 100 % is all of them. */
    static String percent(long part, long whole) {
        return tenths(part * 1000 / whole) + " %";
    }

    private static String tenths(long number) {
        return number % 10 == 0 ? Long.toString(number / 10) : number / 10 + "." + number % 10;
    }

    /** Returns {@code 1 event}, {@code 2 events}. */
    static String count(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun + "s");
    }
}
