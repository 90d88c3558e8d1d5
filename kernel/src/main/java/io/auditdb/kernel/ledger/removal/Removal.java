package io.auditdb.kernel.ledger.removal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What one removal took out of one batch, as the database has it.
 *
 * @param id the id of the event that records the removal
 * @param writer of the batch
 * @param number of the batch
 * @param positions a bit for each event that went, as {@link java.util.BitSet#valueOf(byte[])} reads them
 * @param locators the masked sum of the hashes of their locators
 * @param mac over all of it
 */
public record Removal(UUID id, int writer, long number, byte[] positions, byte[] locators, byte[] mac) {
    /** The removals of a batch {@code b} in one column, as {@link #parse} reads it; null when there are none. */
    public static final String OF_BATCH = """
            (SELECT string_agg(
               uuid_send(r.removal) || int4send(length(r.positions)) || r.positions
               || int4send(length(r.locators)) || r.locators || int4send(length(r.mac)) || r.mac,
               ''::bytea ORDER BY r.removal)
             FROM ledger_removal r WHERE r.writer = b.writer AND r.number = b.number)""";

    /** Reads what {@link #OF_BATCH} returned; it may be null. */
    public static List<Removal> parse(int writer, long number, byte[] packed) {
        if (packed == null) {
            return List.of();
        }
        var removals = new ArrayList<Removal>();
        for (ByteBuffer from = ByteBuffer.wrap(packed); from.hasRemaining(); ) {
            var id = new UUID(from.getLong(), from.getLong());
            removals.add(new Removal(id, writer, number, bytes(from), bytes(from), bytes(from)));
        }
        return removals;
    }

    private static byte[] bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return id + " of batch " + writer + "." + number;
    }
}
