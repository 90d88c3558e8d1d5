package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.RecordedVerification;
import io.auditdb.api.ledger.VerificationCoverage;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The MAC over a recorded run. Keeps no state. */
final class RunMac {
    private static final String LABEL = "verification v1";
    private static final int NUMBERS = 11;

    private RunMac() {}

    static byte[] of(BatchMac key, RecordedRuns.Run run) {
        RecordedVerification it = run.verification();
        VerificationCoverage coverage = it.coverage();
        byte[] texts = (coverage.kind() + "\n" + it.firstViolation().orElse("")).getBytes(StandardCharsets.UTF_8);
        return key.of(
                LABEL,
                ByteBuffer.allocate(NUMBERS * Long.BYTES + run.root().length + texts.length)
                        .putLong(it.id().getMostSignificantBits())
                        .putLong(it.id().getLeastSignificantBits())
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, it.startedAt()))
                        .putLong(it.duration().toMillis())
                        .putLong(coverage.fromLeaf())
                        .putLong(coverage.toLeaf())
                        .putLong(coverage.events())
                        .putLong(coverage.unsealed())
                        .putLong(coverage.batches())
                        .putLong(coverage.checkpoints())
                        .putLong(it.violationCount())
                        .put(run.root())
                        .put(texts)
                        .array());
    }

    static boolean matches(BatchMac key, RecordedRuns.Run run, byte[] mac) {
        return MessageDigest.isEqual(of(key, run), mac);
    }
}
