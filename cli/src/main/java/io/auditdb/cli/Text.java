package io.auditdb.cli;

import java.time.Duration;

/** Texts that are safe to show and easy to read. */
final class Text {
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
        return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }

    /** Returns {@code 1 event}, {@code 2 events}. */
    static String count(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun + "s");
    }
}
