package io.auditdb.kernel.spool;

import io.auditdb.kernel.bytes.ByteBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of the spool that is being written, by one process and once: what failed is not tried again in the same file.
 * For one thread.
 */
final class SegmentWriter implements Closeable {
    static final long MAGIC = 0x4144_4253_504f_4f4cL; // ADBSPOOL
    static final int VERSION = 1;
    /** What the name of a file ends with while it has no header yet. */
    private static final String DRAFT = ".draft";

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

    /**
     * Begins a file, readable by the owner only; it is on disk by name when this returns. It gets its name once its header is on
     * disk, so that no process that is killed leaves one that only looks damaged.
     *
     * @throws FileAlreadyExistsException when there is one of this name, which stays as it is
     */
    static SegmentWriter create(Path file, byte[] key, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        byte[] salt = new byte[SegmentCipher.SALT_BYTES];
        random.nextBytes(salt);
        Path draft = file.resolveSibling(file.getFileName() + DRAFT);
        var channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var writer = new SegmentWriter(file, channel, new SegmentCipher(key, salt));
        try {
            var header = new ByteBuilder(HEADER_BYTES);
            header.int64(MAGIC);
            header.int32(VERSION);
            header.write(salt);
            writer.write(header);
            channel.force(true);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(draft);
            throw e;
        }
        try {
            Directories.force(file.getParent());
            return writer;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Removes what was begun in a directory and has no name yet: nobody was told that anything of it is kept. */
    static void removeDrafts(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path draft : files.filter(it -> it.getFileName().toString().endsWith(DRAFT))
                    .toList()) {
                Files.delete(draft);
            }
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
