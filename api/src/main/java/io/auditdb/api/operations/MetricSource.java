package io.auditdb.api.operations;

import io.auditdb.api.plugin.TimeLimited;
import java.util.List;

/** Knows figures about one part of the platform. Safe for use by many threads. */
@TimeLimited
public interface MetricSource {
    /** Returns a short name of what the figures are about. */
    String name();

    /** Returns the figures as they are now. Must not wait, for a database neither: whoever asks does so often. */
    List<MetricFamily> read();
}
