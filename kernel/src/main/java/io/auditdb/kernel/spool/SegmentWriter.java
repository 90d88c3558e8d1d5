package io.auditdb.kernel.spool;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/**
 * A file of the spool that is being written, by one process and once: what failed is not tried again in the same file.
 * For one thread.
 */
final class SegmentWriter implements Closeable {
    static final long MAGIC = 0x4144_4253_504f_4f4cL; // ADBSPOOL
    static final int VERSION = 1;
    static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + SegmentCipher.SALT_BYTES;

    private final Path file;
    private final FileChannel channel;
    private final SegmentCipher cipher;
    private long size;

    private SegmentWriter(Path file, FileChannel channel, SegmentCipher cipher) {
        this.file = file;
        this.channel = channel;
        this.cipher = cipher;
    }

    /** Begins a file, readable by the owner only; it is on disk by name when this returns. */
    static SegmentWriter create(Path file, byte[] key, SecureRandom random) throws IOException {
        byte[] salt = new byte[SegmentCipher.SALT_BYTES];
        random.nextBytes(salt);
        var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var writer = new SegmentWriter(file, channel, new SegmentCipher(key, salt));
        try {
            var header = new ByteBuilder(HEADER_BYTES);
            header.int64(MAGIC);
            header.int32(VERSION);
            header.write(salt);
            writer.write(header);
            channel.force(true);
            Directories.force(file.getParent());
            return writer;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Adds records, all or none, and returns when they are on disk. After a failure the file takes no more. */
    void append(List<SpooledEvents> group) throws IOException {
        long before = size;
        var bytes = new ByteBuilder(1 << 16);
        for (SpooledEvents events : group) {
            add(bytes, (int) before, events);
        }
        try {
            write(bytes);
            channel.force(false);
        } catch (IOException e) {
            size = before;
            takeBack(before, e);
            throw e;
        }
    }

    /** Says that there will be no more, and so that all before was flushed. */
    void end() throws IOException {
        append(List.of(SpooledEvents.END));
    }

    private void takeBack(long before, IOException cause) {
        try {
            channel.truncate(before);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void add(ByteBuilder bytes, int group, SpooledEvents events) {
        int length = events.events().length + SegmentCipher.TAG_BYTES;
        byte[] header = new RecordHeader(group, events.acceptedAt(), events.count(), length).checked();
        byte[] encrypted = cipher.encrypt(size + bytes.size(), header, events.events());
        bytes.write(header);
        bytes.int32(RecordHeader.checksum(header, encrypted));
        bytes.write(encrypted);
    }

    private void write(ByteBuilder bytes) throws IOException {
        var left = ByteBuffer.wrap(bytes.array(), 0, bytes.size());
        while (left.hasRemaining()) {
            size += channel.write(left, size);
        }
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
