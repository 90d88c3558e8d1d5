package io.auditdb.kernel.json;

import java.io.IOException;
import java.io.InputStream;

/** A source that breaks. */
public final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
        throw new IOException("the source is gone");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return read();
    }
}
