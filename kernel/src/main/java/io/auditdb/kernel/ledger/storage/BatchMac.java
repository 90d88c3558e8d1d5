package io.auditdb.kernel.ledger.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seal that a writer puts on a batch before the log covers it: HMAC-SHA256 over writer, number, ids and leaf hashes,
 * under a key that is not in the database. Safe for use by many threads.
 */
public final class BatchMac {
    private static final byte[] LABEL = "audit-db ledger batch v1\n".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    /** Uses this key, 32 bytes. */
    public BatchMac(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Returns the MAC of a batch, 32 bytes.
     *
     * @param leaves the leaf hashes one after the other, 32 bytes for each id
     */
    public byte[] of(int writer, long number, List<UUID> ids, byte[] leaves) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(LABEL);
            var numbers = ByteBuffer.allocate(16 + 16 * ids.size());
            numbers.putInt(writer).putLong(number).putInt(ids.size());
            ids.forEach(id -> numbers.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
            mac.update(numbers.array());
            mac.update(leaves);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /**
     * Returns the MAC of something else that the log keeps in its tables, 32 bytes.
     *
     * @param label what it is; each kind has a label of its own, so that one never passes for another
     */
    public byte[] of(String label, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(("audit-db ledger " + label + "\n").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Returns whether {@code mac} is the MAC of this batch; takes the same time whatever differs. */
    public boolean matches(int writer, long number, List<UUID> ids, byte[] leaves, byte[] mac) {
        return MessageDigest.isEqual(of(writer, number, ids, leaves), mac);
    }
}
