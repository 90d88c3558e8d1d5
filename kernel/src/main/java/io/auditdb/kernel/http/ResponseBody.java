package io.auditdb.kernel.http;

import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer. A handler that closes it ends nothing: only the host knows whether all went well. */
final class ResponseBody extends OutputStream {
    private final OutputStream out;
    private boolean failed;

    ResponseBody(OutputStream out) {
        this.out = out;
    }

    /** Returns whether the caller went away. */
    boolean failed() {
        return failed;
    }

    /** Ends the answer. */
    void finish() throws IOException {
        guarded(out::close);
    }

    @Override
    public void write(int b) throws IOException {
        guarded(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        guarded(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        guarded(out::flush);
    }

    @Override
    public void close() {}

    private void guarded(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
