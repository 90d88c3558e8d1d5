package io.auditdb.api.ledger;

import java.util.Optional;

/**
 * Watches other logs: cosigns a checkpoint only if it continues the one that was cosigned before, so that a log which
 * shows two histories is found. Safe for use by many threads. Provided by the host.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException} {@code DATABASE_UNAVAILABLE} while the database is away.
 *
 * @see <a href="https://c2sp.org/tlog-witness">c2sp.org/tlog-witness</a>
 */
public interface Witness {
    /** Returns the name of this witness and the key that it cosigns with, in the C2SP vkey format. */
    String verifierKey();

    /**
     * Answers a request to cosign. What was cosigned is durable before this returns, and requests about one log are
     * answered one after the other, also across instances.
     *
     * @param request the body of {@code add-checkpoint}: {@code old}, a size, a consistency proof, an empty line and a
     *     checkpoint
     * @return what the protocol answers, refusals included
     */
    Answer addCheckpoint(String request);

    /**
     * Returns the newest checkpoint of a log that was cosigned, with the cosignature.
     *
     * @param log the SHA-256 of the log's origin, in lower case hexadecimal
     * @return empty when none was
     */
    Optional<String> checkpoint(String log);

    /**
     * What the protocol answers.
     *
     * @param status the HTTP status
     * @param contentType the media type of the body
     * @param body cosignature lines, a size, or the reason of a refusal
     */
    record Answer(int status, String contentType, String body) {}
}
