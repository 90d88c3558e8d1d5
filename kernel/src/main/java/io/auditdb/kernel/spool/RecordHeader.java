package io.auditdb.kernel.spool;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * What stands before each record of a file, in clear.
 *
 * @param group the place where the group began that the record was flushed with: all before it was flushed earlier
 * @param acceptedAt when its events were accepted
 * @param count how many events it holds
 * @param length bytes that follow
 */
record RecordHeader(int group, Instant acceptedAt, int count, int length) {
    /** What a record begins with. */
    static final int MAGIC = 0x41445352;
    /** Bytes with the checksum, which comes last. */
    static final int BYTES = 4 + 4 + 8 + 4 + 4 + 4;

    static final int CHECKED_BYTES = BYTES - 4;

    /** Returns what the checksum covers first. */
    byte[] checked() {
        return ByteBuffer.allocate(CHECKED_BYTES)
                .putInt(MAGIC)
                .putInt(group)
                .putLong(acceptedAt.toEpochMilli())
                .putInt(count)
                .putInt(length)
                .array();
    }

    static int checksum(byte[] header, byte[] encrypted) {
        var sum = new CRC32C();
        sum.update(header);
        sum.update(encrypted);
        return (int) sum.getValue();
    }

    /** Reads a header; null when there is none, or what follows is too short. */
    static RecordHeader read(ByteBuffer bytes) {
        if (bytes.remaining() < BYTES || bytes.getInt() != MAGIC) {
            return null;
        }
        var header =
                new RecordHeader(bytes.getInt(), Instant.ofEpochMilli(bytes.getLong()), bytes.getInt(), bytes.getInt());
        return header.length < 0 || header.length > bytes.remaining() - Integer.BYTES ? null : header;
    }
}
