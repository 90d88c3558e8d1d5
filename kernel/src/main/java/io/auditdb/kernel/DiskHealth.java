package io.auditdb.kernel;

import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ingest.DiskRoom;

/** Whether there is room for what the platform keeps beside the database. */
final class DiskHealth implements HealthCheck {
    private final DiskRoom room;

    DiskHealth(DiskRoom room) {
        this.room = room;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String advice() {
        return "make room on the disk that var/ is on: archive and drop old partitions, or give it a larger one; events"
                + " are taken in again by themselves";
    }

    /** Reads go on, and so does what makes room, so nobody is to be sent elsewhere. */
    @Override
    public Result check() {
        return room.isShort() ? new Result(Status.DEGRADED, room.problem()) : Result.OK;
    }
}
