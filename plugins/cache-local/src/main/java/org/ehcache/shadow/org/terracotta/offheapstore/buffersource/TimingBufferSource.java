package org.ehcache.shadow.org.terracotta.offheapstore.buffersource;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Allocates memory, however long that takes. Ehcache's own class of this name ends the whole process when memory comes too
 * slowly; a cache is not worth that, and no plugin may.
 */
public final class TimingBufferSource implements BufferSource {
    private final BufferSource source;

    /** Made by Ehcache, by this constructor; the limits are not heeded. */
    public TimingBufferSource(
            BufferSource source, long slow, TimeUnit slowUnit, long critical, TimeUnit criticalUnit, boolean halts) {
        this.source = source;
    }

    @Override
    public ByteBuffer allocateBuffer(int bytes) {
        return source.allocateBuffer(bytes);
    }
}
