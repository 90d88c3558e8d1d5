package io.auditdb.api.ledger;

import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The log that a stranger can check: every event is a leaf of one Merkle tree (RFC 6962) whose root is signed. Safe for
 * use by many threads. Provided by the host.
 *
 * <p>Reads throw {@link io.auditdb.api.error.AuditDbException} {@code DATABASE_UNAVAILABLE} while the database is away.
 */
public interface Ledger {
    /** Returns this ledger as {@code access} may see it: entries and verification need rights, hashes do not. */
    Ledger as(Access access);

    /** Returns the name of the log and the newest key that signs it, in the C2SP vkey format. */
    String verifierKey();

    /** Returns all keys that the log was ever signed with, newest first. */
    List<LedgerKey> keys();

    /**
     * Makes a new key, which signs from now on. Each checkpoint carries a signature of both keys until the old one
     * retires. Recorded in the log, with the note that {@link LedgerKey#rotation()} returns. Needs the right to
     * administrate. Durable when it returns; instances that share the key directory follow at their next checkpoint.
     *
     * @param overlap how long the old key signs beside the new one; null for {@code ledger.key-overlap}
     * @param dryRun whether to change nothing, and return what there would be without the new key
     * @return all keys, newest first
     * @throws io.auditdb.api.error.AuditDbException {@code CONFLICT} when the key is configured, in a file or a key store,
     *     where another has to be put
     */
    List<LedgerKey> rotateKey(Duration overlap, boolean dryRun);

    /**
     * Returns the newest published checkpoint, with the cosignatures that it has by now; empty before the first event is
     * sealed.
     */
    Optional<Checkpoint> checkpoint();

    /**
     * Returns the newest checkpoint that a witness has cosigned, if there are witnesses and it is at most {@code
     * ledger.witness.max-lag} older than the newest of all; else the newest of all.
     */
    Optional<Checkpoint> witnessedCheckpoint();

    /**
     * Returns a tile of hashes (C2SP tlog-tiles).
     *
     * @param level from 0
     * @param index from 0
     * @param width how many hashes, 1 to 256
     * @return {@code 32 * width} bytes; empty when the newest checkpoint does not cover it
     */
    Optional<byte[]> tile(int level, long index, int width);

    /**
     * Returns a bundle of entries (C2SP tlog-tiles): each as a big-endian 16 bit length and the bytes. Needs the right
     * to read, in every tenant.
     *
     * @param index from 0
     * @param width how many entries, 1 to 256
     * @return the bundle; empty when the newest checkpoint does not cover it
     */
    Optional<byte[]> entries(long index, int width);

    /**
     * Returns the proof that the log of {@code to} leaves continues that of {@code from} (RFC 6962, 2.1.2).
     *
     * @param from from 0
     * @param to from {@code from} to the size of the newest checkpoint
     * @return hashes of 32 bytes, at most 63 of them; none when {@code from} is 0 or {@code to}
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} when these are no such sizes
     */
    List<byte[]> consistency(long from, long to);

    /**
     * Returns the exact bytes of an event's entry; {@code SHA-256(0x00 || entry)} is its leaf. Needs the right to read.
     *
     * @param tenant as in {@link io.auditdb.api.AuditDatabase#find}
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}
     */
    byte[] entry(String tenant, UUID id);

    /**
     * Returns the proof that an event is in the log, leading to the newest checkpoint. Needs the right to read.
     *
     * @param tenant as in {@link io.auditdb.api.AuditDatabase#find}
     * @return empty while the event is stored but not yet sealed
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND}
     */
    Optional<InclusionProof> proof(String tenant, UUID id);

    /** Verifies everything; see {@link VerificationScope#full}. */
    default VerificationReport verify(VerificationProgress progress) {
        return verify(VerificationScope.full(), progress);
    }

    /**
     * Verifies in one snapshot of the database. Needs the right to verify. A full verification takes time in proportion
     * to the log. Full and incremental ones are recorded; see {@link #verifications}.
     *
     * @param scope what to look at
     * @param progress told now and then how far it is; runs in the caller's thread
     * @throws io.auditdb.api.error.AuditDbException {@code NOT_FOUND} when the one event is not there
     */
    VerificationReport verify(VerificationScope scope, VerificationProgress progress);

    /**
     * Returns the recorded verifications, newest first. Needs the right to verify.
     *
     * @param limit how many at most, from 1
     */
    List<RecordedVerification> verifications(int limit);
}
