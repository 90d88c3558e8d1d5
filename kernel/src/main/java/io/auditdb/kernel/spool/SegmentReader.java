package io.auditdb.kernel.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one file of the spool, and tells what a crash left of a write from what was damaged later. For one thread. */
final class SegmentReader {
    /** How much of a file can be relied on. */
    enum Condition {
        /** All of it. */
        WHOLE,
        /** It ends within records that nobody was told are kept. */
        TORN,
        /** Something is not as it was written that somebody may have been told is kept. */
        DAMAGED
    }

    /** What is in a file, as far as it can be read. */
    record Content(List<SpooledEvents> records, Condition condition) {}

    private final ByteBuffer bytes;
    private final List<SpooledEvents> records = new ArrayList<>();
    private SegmentCipher cipher;
    private int end;
    private boolean foreign;

    private SegmentReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    static Content read(Path file, byte[] key) throws IOException {
        return new SegmentReader(Files.readAllBytes(file)).read(key);
    }

    private Content read(byte[] key) {
        int size = bytes.remaining();
        if (size < SegmentWriter.HEADER_BYTES
                || bytes.getLong() != SegmentWriter.MAGIC
                || bytes.getInt() != SegmentWriter.VERSION) {
            // no record is written before the header is on disk
            return new Content(List.of(), size <= SegmentWriter.HEADER_BYTES ? Condition.TORN : Condition.DAMAGED);
        }
        byte[] salt = new byte[SegmentCipher.SALT_BYTES];
        bytes.get(salt);
        cipher = new SegmentCipher(key, salt);
        Condition condition = records(SegmentWriter.HEADER_BYTES);
        return new Content(List.copyOf(records), condition);
    }

    /**
     * A group is flushed before the next begins. So whatever is not readable was flushed if a record of a later group
     * follows it; if none does, it is what was being written when the process ended.
     */
    private Condition records(int start) {
        Condition condition = Condition.WHOLE;
        int unreadable = -1;
        for (int place = start; place < bytes.limit(); ) {
            RecordHeader header = record(place);
            if (header == null) {
                unreadable = unreadable < 0 ? place : unreadable;
                condition = condition == Condition.WHOLE ? Condition.TORN : condition;
                place++;
                continue;
            }
            if (unreadable >= 0 && header.group() > unreadable) {
                condition = Condition.DAMAGED;
            }
            place = end;
        }
        return foreign ? Condition.DAMAGED : condition;
    }

    /** Reads the record at a place, and returns its header; null when there is none that is whole. */
    private RecordHeader record(int place) {
        if (bytes.limit() - place < RecordHeader.BYTES || bytes.getInt(place) != RecordHeader.MAGIC) {
            return null;
        }
        RecordHeader header = RecordHeader.read(bytes.duplicate().position(place));
        if (header == null) {
            return null;
        }
        byte[] encrypted = new byte[header.length()];
        bytes.get(place + RecordHeader.BYTES, encrypted);
        if (bytes.getInt(place + RecordHeader.CHECKED_BYTES) != RecordHeader.checksum(header.checked(), encrypted)) {
            return null;
        }
        byte[] plain = cipher.decrypt(place, header.checked(), encrypted);
        if (plain == null) {
            foreign = true; // written as it is, under another key
            return null;
        }
        if (header.count() > 0) {
            records.add(new SpooledEvents(header.acceptedAt(), header.count(), plain));
        }
        end = place + RecordHeader.BYTES + header.length();
        return header;
    }
}
