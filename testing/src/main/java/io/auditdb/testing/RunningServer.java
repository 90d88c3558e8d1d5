package io.auditdb.testing;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;

/** A server that tests may use. */
interface RunningServer extends AutoCloseable {
    DatabaseAddress address();

    String description();

    @Override
    void close() throws IOException;
}
