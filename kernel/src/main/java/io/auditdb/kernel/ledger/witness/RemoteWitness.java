package io.auditdb.kernel.ledger.witness;

import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.VerifierKey;
import java.net.URI;

/**
 * A witness that is asked to cosign.
 *
 * @param key what it cosigns with
 * @param addCheckpoint where it is asked
 */
record RemoteWitness(VerifierKey key, URI addCheckpoint) {
    /** Reads a verifier key, a space, and a URL. */
    static RemoteWitness parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("a witness is a verifier key, a space, and a URL");
        }
        VerifierKey key = VerifierKey.parse(text.substring(0, space));
        if (key.type() != SignatureType.COSIGNATURE) {
            throw new IllegalArgumentException("the key of a witness is of type 4");
        }
        URI prefix = URI.create(text.substring(space).strip());
        if (prefix.getHost() == null || !("http".equals(prefix.getScheme()) || "https".equals(prefix.getScheme()))) {
            throw new IllegalArgumentException("the URL of a witness begins with http:// or https:// and a host");
        }
        return new RemoteWitness(key, URI.create(prefix.toString().replaceFirst("/$", "") + "/add-checkpoint"));
    }

    String name() {
        return key.name();
    }
}
