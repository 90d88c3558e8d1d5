package io.auditdb.plugin.httpapi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name somebody may have meant. */
final class NearestName {
    private static final int MAX_LENGTH = 64;

    private final Collection<String> names;

    NearestName(Collection<String> names) {
        this.names = names;
    }

    /** Returns the end of a sentence: which name is near, or else which names there are. */
    String hint(String wrong) {
        return nearest(wrong)
                .map(name -> "; did you mean " + name + "?")
                .orElseGet(() -> "; there are " + String.join(", ", names));
    }

    private Optional<String> nearest(String wrong) {
        if (wrong.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = wrong.toLowerCase(Locale.ROOT);
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(1, name.length() / 3));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
