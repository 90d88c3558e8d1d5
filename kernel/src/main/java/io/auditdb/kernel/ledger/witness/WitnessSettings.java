package io.auditdb.kernel.ledger.witness;

import io.auditdb.api.plugin.Setting;
import io.auditdb.kernel.signature.VerifierKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cosigning, both ways: the logs that this platform is a witness of. */
public record WitnessSettings(
        @Setting("Name of this platform as a witness, a host name and path without scheme; that of the log and /witness"
                + " when absent")
        Optional<String> name,

        @Setting("Verifier keys of the logs whose checkpoints it cosigns; several of one log while its key is rotated")
        List<String> logs,

        @Setting("Witnesses that are asked to cosign this log: each a verifier key, a space, and the URL before"
                + " /add-checkpoint")
        List<String> witnesses,

        @Setting(value = "Shortest time between two requests to one witness", defaultValue = "1s")
        Duration interval,

        @Setting(value = "How long to wait after a witness failed or refused", defaultValue = "10s")
        Duration retryInterval,

        @Setting(value = "Longest wait for a witness", defaultValue = "10s")
        Duration timeout,

        @Setting(
                value = "How much older than the newest checkpoint the one may be that is served for its cosignatures",
                defaultValue = "10s")
        Duration maxLag) {
    /** Reads the keys and addresses. */
    public WitnessSettings {
        logKeys(logs);
        remotes(witnesses);
    }

    List<VerifierKey> logKeys() {
        return logKeys(logs);
    }

    List<RemoteWitness> remotes() {
        return remotes(witnesses);
    }

    private static List<VerifierKey> logKeys(List<String> texts) {
        var keys = new ArrayList<VerifierKey>();
        for (String text : texts) {
            try {
                keys.add(VerifierKey.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("witness.logs " + keys.size() + ": " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private static List<RemoteWitness> remotes(List<String> texts) {
        var remotes = new ArrayList<RemoteWitness>();
        for (String text : texts) {
            try {
                remotes.add(RemoteWitness.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("witness.witnesses " + remotes.size() + ": " + e.getMessage(), e);
            }
        }
        return remotes;
    }
}
