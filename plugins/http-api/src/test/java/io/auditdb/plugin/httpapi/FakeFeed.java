package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventFeed;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Gives what it was given, and stops after that. */
final class FakeFeed implements EventFeed {
    final BlockingQueue<List<Placed>> coming = new LinkedBlockingQueue<>();
    volatile EventQuery query;
    volatile OptionalLong from;
    volatile boolean closed;

    @Override
    public Reader open(Access by, EventQuery asked, OptionalLong start) {
        query = asked;
        from = start;
        return new Reader() {
            @Override
            public List<Placed> read(Duration wait) {
                try {
                    List<Placed> next = coming.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                    if (next == null) {
                        throw new AuditDbException(StandardErrorCode.STOPPING, "That was all");
                    }
                    return next;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public long position() {
                return 17;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }
}
