package io.auditdb.client;

import java.util.List;

/**
 * The proof that the log of {@code to} leaves continues that of {@code from} (RFC 6962, 2.1.2).
 *
 * @param from the older size
 * @param to the newer size
 * @param hashes of 32 bytes each, at most 63; none when {@code from} is 0 or {@code to}
 */
public record ConsistencyProof(long from, long to, List<byte[]> hashes) {
    /** Keeps a list of its own. */
    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }
}
