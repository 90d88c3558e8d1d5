package io.auditdb.kernel.errors;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What failures of one kind have in common: code, SQLSTATE, the class of what began it, and the innermost places of our
 * own code, without numbers of lines. Nothing in it comes from a request.
 */
record Fingerprint(String code, Optional<String> sqlState, String type, List<String> frames) {
    private static final String OWN = "io.auditdb.";
    private static final String GUARDS = OWN + "kernel.resilience.";
    private static final int MAX_FRAMES = 3;

    static Fingerprint of(Throwable failure, String code, Optional<String> sqlState) {
        Throwable root = root(failure);
        List<String> frames = frames(root);
        return new Fingerprint(code, sqlState, root.getClass().getName(), frames.isEmpty() ? frames(failure) : frames);
    }

    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static List<String> frames(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OWN)
                        && !frame.getClassName().startsWith(GUARDS))
                .map(frame -> frame.getClassName().substring(OWN.length()) + "." + method(frame.getMethodName()))
                .limit(MAX_FRAMES)
                .toList();
    }

    /** The compiler numbers lambdas. */
    private static String method(String name) {
        return name.startsWith("lambda$") ? name.substring("lambda$".length(), name.lastIndexOf('$')) : name;
    }

    /** Returns its name, in 16 hexadecimal digits. */
    String text() {
        String all = String.join("\n", code, sqlState.orElse(""), type, String.join("\n", frames));
        UUID hash = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(hash.getMostSignificantBits());
    }
}
