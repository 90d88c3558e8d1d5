package io.auditdb.kernel.ledger;

import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.ledger.verification.VerificationSettings;
import java.time.Duration;
import java.util.Optional;

/** The tamper-evident log. */
public record LedgerSettings(
        @Setting(
                "Name of the log in its checkpoints, a host name and path without scheme; made from the key when absent")
        Optional<String> origin,

        @Setting(value = "Shortest time between two checkpoints while events arrive", defaultValue = "100ms")
        Duration checkpointInterval,

        @Setting(value = "How often to look for batches of other instances", defaultValue = "500ms")
        Duration pollInterval,

        @Setting(
                value = "How often to try to become the one that sequences, and to come back after a failure",
                defaultValue = "1s")
        Duration electionInterval,

        @Setting(value = "Most batches sequenced in one step", defaultValue = "500")
        int maxBatches,

        @Setting(value = "Most full tiles kept in memory; 8KB each", defaultValue = "1024")
        int cachedTiles,

        @Setting(value = "Most violations named in one report; all are counted", defaultValue = "100")
        int maxReportedViolations,

        @Setting("Verification") VerificationSettings verification) {
    /** Checks the bounds. */
    public LedgerSettings {
        if (maxBatches < 1 || cachedTiles < 1 || maxReportedViolations < 1) {
            throw new IllegalArgumentException(
                    "max-batches, cached-tiles and max-reported-violations must be at least 1");
        }
        origin.ifPresent(name -> {
            if (name.isEmpty() || name.contains("+") || name.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("origin must hold neither spaces nor a plus sign");
            }
        });
    }
}
