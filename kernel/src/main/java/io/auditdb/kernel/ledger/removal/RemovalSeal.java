package io.auditdb.kernel.ledger.removal;

import io.auditdb.kernel.ledger.storage.BatchMac;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * The keys under which removals are recorded, all of which follow from that of the batches. The sum of a removal is
 * masked, so that whoever reads the table learns nothing of it. Safe for use by many threads.
 */
public final class RemovalSeal {
    private static final String MAC = "removal v1";
    private static final String MASK = "removal mask v1";
    private static final String LOCATORS = "removal locators v1";
    private static final int NAME_BYTES = 16 + 4 + 8;

    private final BatchMac key;
    private final LocatorHash locators;

    /** Takes the key of the batches. */
    public RemovalSeal(BatchMac key) {
        this.key = key;
        this.locators = new LocatorHash(key.of(LOCATORS, new byte[0]));
    }

    /** Returns the hash that the sums are made of. */
    public LocatorHash locators() {
        return locators;
    }

    /** Returns the record of what went out of one batch; {@code sum} is that of the hashes of the locators. */
    public Removal seal(UUID id, int writer, long number, BitSet positions, long sum) {
        byte[] masked = ByteBuffer.allocate(Long.BYTES)
                .putLong(sum + mask(id, writer, number))
                .array();
        byte[] bits = positions.toByteArray();
        return new Removal(id, writer, number, bits, masked, mac(id, writer, number, bits, masked));
    }

    /** Returns whether it is what was recorded; takes the same time whatever differs. */
    public boolean isIntact(Removal it) {
        return MessageDigest.isEqual(mac(it.id(), it.writer(), it.number(), it.positions(), it.locators()), it.mac());
    }

    /** Returns the sum of the hashes of the locators; of one that is intact. */
    public long sum(Removal it) {
        return ByteBuffer.wrap(it.locators()).getLong() - mask(it.id(), it.writer(), it.number());
    }

    /** Returns the places of a batch that are empty lawfully, as far as its removals are intact. */
    public BitSet places(List<Removal> removals) {
        var places = new BitSet();
        removals.stream().filter(this::isIntact).forEach(it -> places.or(BitSet.valueOf(it.positions())));
        return places;
    }

    private long mask(UUID id, int writer, long number) {
        return ByteBuffer.wrap(key.of(MASK, name(id, writer, number, 0).array()))
                .getLong();
    }

    private byte[] mac(UUID id, int writer, long number, byte[] positions, byte[] locators) {
        return key.of(
                MAC,
                name(id, writer, number, 4 + positions.length + locators.length)
                        .putInt(positions.length)
                        .put(positions)
                        .put(locators)
                        .array());
    }

    private static ByteBuffer name(UUID id, int writer, long number, int more) {
        return ByteBuffer.allocate(NAME_BYTES + more)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(writer)
                .putLong(number);
    }
}
