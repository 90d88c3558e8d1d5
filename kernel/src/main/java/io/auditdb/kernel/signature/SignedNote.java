package io.auditdb.kernel.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A text with signatures below it (C2SP signed-note).
 *
 * @param text what is signed; ends in a newline
 * @param signatures the lines that can be read, in order
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
public record SignedNote(String text, List<Line> signatures) {
    private static final String SEPARATOR = "\n\n";
    private static final String DASH = "\u2014 ";

    /**
     * One signature.
     *
     * @param name the name of the key
     * @param bytes the key id, and what follows it
     */
    public record Line(String name, byte[] bytes) {
        /** Returns the line as it stands in a note, with its newline. */
        @Override
        public String toString() {
            return DASH + name + " " + Base64.getEncoder().encodeToString(bytes) + "\n";
        }
    }

    /** Takes a note apart; empty when it is none, and also when below its text there is more than signatures. */
    public static Optional<SignedNote> parse(String note) {
        int end = note.lastIndexOf(SEPARATOR);
        if (end < 0 || !note.endsWith("\n")) {
            return Optional.empty();
        }
        String signatures = note.substring(end + SEPARATOR.length());
        return signatures.lines().allMatch(line -> line.startsWith(DASH))
                ? Optional.of(new SignedNote(note.substring(0, end + 1), lines(signatures)))
                : Optional.empty();
    }

    /** Returns the signature lines of a text; other lines are left out. */
    public static List<Line> lines(String text) {
        var lines = new ArrayList<Line>();
        text.lines().forEach(line -> {
            int space = line.lastIndexOf(' ');
            if (line.startsWith(DASH) && space > DASH.length()) {
                decode(line.substring(space + 1))
                        .ifPresent(bytes -> lines.add(new Line(line.substring(DASH.length(), space), bytes)));
            }
        });
        return lines;
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(StrictBase64.standard(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nobody's signature
        }
    }

    /**
     * Returns whether one of these keys has signed, and every signature that says it is of one of them holds. Signatures
     * of other keys are ignored.
     */
    public boolean isSignedBy(Collection<VerifierKey> keys) {
        boolean signed = false;
        for (Line line : signatures) {
            for (VerifierKey key : keys) {
                if (key.isNamedIn(line)) {
                    if (!key.holds(line, text)) {
                        return false;
                    }
                    signed = true;
                }
            }
        }
        return signed;
    }
}
