package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** The disk that keys, state, spool and an embedded database are on. */
final class DiskMetrics implements MetricSource {
    private final File directory;

    DiskMetrics(Path directory) {
        this.directory = directory.toFile();
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<MetricFamily> read() {
        double all = directory.getTotalSpace();
        double free = directory.getUsableSpace();
        return List.of(
                MetricFamily.gauge("auditdb_disk_bytes", "Size of the disk that var/ is on")
                        .add(all)
                        .build(),
                MetricFamily.gauge("auditdb_disk_free_bytes", "What of it is free")
                        .add(free)
                        .build(),
                MetricFamily.gauge("auditdb_disk_free_ratio", "The same as a part of the whole")
                        .add(all > 0 ? free / all : Double.NaN)
                        .build());
    }
}
