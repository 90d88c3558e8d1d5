package io.auditdb.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** Tells how many bytes each read brought. */
final class CountingInput extends FilterInputStream {
    private final IntConsumer listener;

    CountingInput(InputStream in, IntConsumer listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        listener.accept(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        listener.accept(Math.max(0, read));
        return read;
    }
}
