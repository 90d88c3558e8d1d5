package io.auditdb.kernel.plugin;

import io.auditdb.api.json.Json;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A host service that holds its caller until it is let go. */
final class BlockingJson implements Json {
    final CountDownLatch called = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public String write(Object value) {
        called.countDown();
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never let go");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return String.valueOf(value);
    }

    @Override
    public Object read(String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object read(InputStream in) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterator<Object> elements(InputStream in, String member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(Object value, OutputStream out) {
        throw new UnsupportedOperationException();
    }
}
