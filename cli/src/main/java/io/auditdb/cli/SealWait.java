package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Asks again for what needs a seal, until it is there or the patience is at its end. */
final class SealWait {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Option(
            names = "--wait",
            paramLabel = "SPAN",
            description = "How long to wait until it is sealed (default: ${DEFAULT-VALUE}).")
    private String wait = "10s";

    /** Returns what {@code request} returns once it no longer throws {@code NOT_SEALED}. */
    String get(RootCommand root, Supplier<String> request) throws InterruptedException {
        long deadline = System.nanoTime() + longest(root).toNanos();
        while (true) {
            try {
                return request.get();
            } catch (AuditDbException e) {
                long pause = e.retryAfter().orElse(PAUSE).toNanos();
                if (e.code() != StandardErrorCode.NOT_SEALED || System.nanoTime() + pause > deadline) {
                    throw e;
                }
                Thread.sleep(Duration.ofNanos(pause).toMillis());
            }
        }
    }

    private Duration longest(RootCommand root) {
        try {
            return Times.duration(wait);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--wait " + wait + ": " + e.getMessage());
        }
    }
}
