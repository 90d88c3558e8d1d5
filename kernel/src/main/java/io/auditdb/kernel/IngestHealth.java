package io.auditdb.kernel;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.spool.SpoolService;

/** Whether events can be taken in, which is whether the database is there, or a spool that stands in for it. */
final class IngestHealth implements HealthCheck {
    private static final String AWAY = "no writer has a connection to the database";

    private final Ingest ingest;
    private final SpoolService spool;

    IngestHealth(Ingest ingest, SpoolService spool) {
        this.ingest = ingest;
        this.spool = spool;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public String advice() {
        return "start the database, or see that it can be reached and lets the platform in; appends"
                + " go on as soon as it does";
    }

    @Override
    public Result check() {
        if (ingest.isReady()) {
            return Result.OK;
        }
        return spool.takesEvents()
                ? new Result(Status.DEGRADED, AWAY + "; appends go into the spool")
                : new Result(Status.DOWN, AWAY);
    }
}
