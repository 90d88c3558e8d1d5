package io.auditdb.cli;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationReport;
import io.auditdb.kernel.AuditDb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Fills a log with the real records that come with the distribution, waits for the seal, and verifies. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;

    private final AuditDb platform;
    private final Path samples;

    Demo(AuditDb platform, Path samples) {
        this.platform = platform;
        this.samples = samples;
    }

    /**
     * What happened.
     *
     * @param stored events that are new
     * @param duplicates events that were there from an earlier run
     * @param proof the proof of the last one
     * @param report what the verification found
     */
    record Outcome(long stored, long duplicates, InclusionProof proof, VerificationReport report) {}

    Outcome run() throws IOException, InterruptedException {
        Codec codec = platform.extensions(Codec.class).stream()
                .filter(candidate -> candidate.format().equals("cloudtrail"))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG, "The demo needs the plugin formats; enable it"));
        long stored = 0;
        long duplicates = 0;
        Appended last = null;
        for (Path file : files()) {
            for (Appended appended : append(codec, file)) {
                stored += appended.duplicate() ? 0 : 1;
                duplicates += appended.duplicate() ? 1 : 0;
                last = appended;
            }
        }
        if (last == null) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There are no sample records in " + samples);
        }
        return new Outcome(stored, duplicates, sealed(last), platform.ledger().verify(VerificationProgress.NONE));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(samples)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private List<Appended> append(Codec codec, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                Stream<Decoded> records = codec.decode(in, null)) {
            List<AuditEvent> events = records.map(Decoded::event).toList();
            return platform.database().append(events);
        }
    }

    private InclusionProof sealed(Appended event) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<InclusionProof> proof = platform.ledger().proof(event.tenant(), event.id());
            if (proof.isPresent()) {
                return proof.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AuditDbException(
                        StandardErrorCode.TIMEOUT, "The sample records were not sealed within " + PATIENCE);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
