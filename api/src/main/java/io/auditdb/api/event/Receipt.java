package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

/**
 * What the platform hands out for a durable append. Whoever holds it can ask for reads that include the event
 * ({@code after=}), and can find the event in the log.
 *
 * <p>Positions of the write-ahead log compare only within one database system and timeline, so both are part of it.
 *
 * @param system the database's system identifier (decimal); never null
 * @param timeline the timeline the commit was made on, from 1
 * @param lsn the position of the write-ahead log that covers the commit; 0 when the caller commits the transaction
 * @param position batch and place of the event; never null
 */
public record Receipt(String system, int timeline, long lsn, BatchPosition position) {
    /** Checks that the parts are there. */
    public Receipt {
        requireNonNull(system, "system is null");
        requireNonNull(position, "position is null");
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when {@code text} is not a receipt
     */
    public static Receipt parse(String text) {
        String[] parts = text.split("/", -1);
        String[] place = parts.length == 4 ? parts[3].split("\\.", -1) : new String[0];
        if (place.length != 3) {
            throw new IllegalArgumentException("not a receipt: expected system/timeline/lsn/writer.batch.position");
        }
        return new Receipt(
                parts[0],
                Integer.parseInt(parts[1]),
                Long.parseUnsignedLong(parts[2], 16),
                new BatchPosition(Integer.parseInt(place[0]), Long.parseLong(place[1]), Integer.parseInt(place[2])));
    }

    /** Returns {@code system/timeline/lsn/writer.batch.position}, the lsn in hexadecimal. */
    @Override
    public String toString() {
        return system + "/" + timeline + "/" + Long.toHexString(lsn) + "/" + position;
    }
}
