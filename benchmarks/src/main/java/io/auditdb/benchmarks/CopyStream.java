package io.auditdb.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Deals the rows of one binary COPY out to several, a run of rows to each in turn, as batches are dealt to writers. */
final class CopyStream {
    private static final int HEADER_BYTES = 19;
    private static final int RUN = 2000;
    private static final int BUFFER = 1 << 20;

    private CopyStream() {}

    /** Writes {@code count} files, each a whole COPY of its own, and returns them. */
    static List<Path> deal(Path file, int count) throws IOException {
        var files = new ArrayList<Path>();
        var outs = new ArrayList<DataOutputStream>();
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            for (int i = 0; i < count; i++) {
                files.add(file.resolveSibling(file.getFileName() + "." + count + "." + i));
                outs.add(new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(files.get(i)), BUFFER)));
                outs.get(i).write(header);
            }
            long row = 0;
            for (int columns = in.readShort(); columns >= 0; columns = in.readShort()) {
                copyRow(in, outs.get((int) (row++ / RUN % count)), columns);
            }
            for (DataOutputStream out : outs) {
                out.writeShort(-1);
            }
        } finally {
            outs.forEach(CopyStream::close);
        }
        return files;
    }

    private static void copyRow(DataInputStream in, DataOutputStream out, int columns) throws IOException {
        out.writeShort(columns);
        for (int i = 0; i < columns; i++) {
            int length = in.readInt();
            out.writeInt(length);
            if (length > 0) {
                out.write(in.readNBytes(length));
            }
        }
    }

    private static void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), BUFFER);
    }
}
