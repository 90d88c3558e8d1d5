package io.auditdb.kernel.ledger;

import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.ledger.note.KeyStoreSettings;
import io.auditdb.kernel.ledger.publication.PublishSettings;
import io.auditdb.kernel.ledger.verification.VerificationSettings;
import io.auditdb.kernel.ledger.witness.WitnessSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tamper-evident log. */
public record LedgerSettings(
        @Setting(
                "Name of the log in its checkpoints, a host name and path without scheme; made from the key when absent")
        Optional<String> origin,

        @Setting("File that holds the key which signs the log, in PEM, instead of one made at the first start")
        Optional<Path> keyFile,

        @Setting("PKCS#12 file that holds it") KeyStoreSettings keyStore,

        @Setting(value = "How long a replaced key signs beside the new one", defaultValue = "30d")
        Duration keyOverlap,

        @Setting("Places outside the database that get each checkpoint")
        PublishSettings publish,

        @Setting("Cosigning: this platform as a witness of other logs, and the witnesses of its own")
        WitnessSettings witness,

        @Setting(value = "Shortest time between two checkpoints while events arrive", defaultValue = "100ms")
        Duration checkpointInterval,

        @Setting(value = "How often to look for batches of other instances", defaultValue = "500ms")
        Duration pollInterval,

        @Setting(
                value = "How often to try to become the one that sequences, and to come back after a failure",
                defaultValue = "500ms")
        Duration electionInterval,

        @Setting(
                value = "How long the one that sequences may be silent before the database gives its place to another;"
                        + " at least twice the intervals above",
                defaultValue = "2s")
        Duration lease,

        @Setting(value = "Most batches sequenced in one step", defaultValue = "500")
        int maxBatches,

        @Setting(value = "Events after which a step takes no more batches", defaultValue = "100000")
        int maxStepEvents,

        @Setting(value = "Most full tiles kept in memory; 8KB each", defaultValue = "1024")
        int cachedTiles,

        @Setting(
                value = "Longest wait of an append that asked to be in the log before it is answered",
                defaultValue = "30s")
        Duration sealTimeout,

        @Setting(value = "Most appends that wait to be in the log", defaultValue = "10000")
        int maxAwaitedSeals,

        @Setting(value = "Most violations named in one report; all are counted", defaultValue = "100")
        int maxReportedViolations,

        @Setting("Verification") VerificationSettings verification) {
    /** Checks the bounds. */
    public LedgerSettings {
        if (maxBatches < 1 || maxStepEvents < 1 || cachedTiles < 1 || maxReportedViolations < 1) {
            throw new IllegalArgumentException(
                    "max-batches, max-step-events, cached-tiles and max-reported-violations must be at least 1");
        }
        for (Duration interval : List.of(checkpointInterval, pollInterval, electionInterval)) {
            if (lease.compareTo(interval.multipliedBy(2)) < 0) {
                throw new IllegalArgumentException(
                        "lease must be at least twice checkpoint-interval, poll-interval and election-interval");
            }
        }
        if (keyOverlap.isNegative()) {
            throw new IllegalArgumentException("key-overlap must not be negative");
        }
        if (keyFile.isPresent() && keyStore.file().isPresent()) {
            throw new IllegalArgumentException("key-file and key-store.file both name the key; one of them is enough");
        }
        origin.ifPresent(name -> {
            if (name.isEmpty() || name.contains("+") || name.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("origin must hold neither spaces nor a plus sign");
            }
        });
    }
}
