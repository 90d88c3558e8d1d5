package io.auditdb.kernel.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant, by edit distance. */
final class NearestName {
    private NearestName() {}

    /** Returns ", did you mean x?" for the closest name that a slip of the hand explains; otherwise nothing. */
    static String hint(String name, Collection<String> known) {
        return nearest(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        int bound = Math.max(2, name.length() / 4);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(name, candidate) <= bound);
    }

    static int distance(String a, String b) {
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
