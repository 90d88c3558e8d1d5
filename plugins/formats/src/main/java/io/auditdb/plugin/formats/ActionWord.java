package io.auditdb.plugin.formats;

import java.util.Locale;

/** What others call something, as a word of an action: small letters, digits, and dashes for anything else. */
final class ActionWord {
    private ActionWord() {}

    static String of(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
