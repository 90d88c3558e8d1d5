package io.auditdb.plugin.formats;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.api.ledger.Ledger;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What attests an event to a stranger, in the shape of OCSF's profile {@code record_integrity}.
 *
 * @param attestation one of {@code attestation_list}: the hash of the event's leaf in the log, and that the root hash of the
 *     checkpoint is signed
 * @param proof that the leaf is in the log, with the checkpoint (c2sp.org/tlog-proof)
 */
record OcsfAttestation(Map<String, Object> attestation, String proof) {
    private static final int SHA_256 = 3;
    /** OCSF has no number for Ed25519. */
    private static final int OTHER = 99;

    /** Empty while the event is not sealed, and for one that has gone since it was read. */
    static Optional<OcsfAttestation> of(Ledger ledger, RecordedEvent recorded) {
        UUID id = recorded.event().id();
        try {
            return ledger.proof(recorded.event().tenant(), id).map(proof -> of(proof, id));
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static OcsfAttestation of(InclusionProof proof, UUID id) {
        var signature = new LinkedHashMap<String, Object>();
        signature.put("algorithm_id", OTHER);
        signature.put("algorithm", "Ed25519");
        signature.put("digest", fingerprint(proof.checkpoint().root()));
        signature.put("created_time", proof.checkpoint().signedAt().toEpochMilli());
        var attestation = new LinkedHashMap<String, Object>();
        attestation.put("uid", id.toString());
        attestation.put("chain_uid", proof.checkpoint().origin());
        attestation.put("fingerprint", fingerprint(proof.leaf()));
        attestation.put("signatures", List.of(signature));
        return new OcsfAttestation(attestation, proof.text());
    }

    private static Map<String, Object> fingerprint(byte[] hash) {
        var fingerprint = new LinkedHashMap<String, Object>();
        fingerprint.put("algorithm_id", SHA_256);
        fingerprint.put("algorithm", "SHA-256");
        fingerprint.put("value", HexFormat.of().formatHex(hash));
        return fingerprint;
    }
}
