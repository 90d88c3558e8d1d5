package io.auditdb.kernel;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ingest.Ingest;

/** Whether events can be taken in, which is whether the database is there. */
final class IngestHealth implements HealthCheck {
    private final Ingest ingest;

    IngestHealth(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Result check() {
        return ingest.isReady() ? Result.OK : new Result(Status.DOWN, "no writer has a connection to the database");
    }
}
