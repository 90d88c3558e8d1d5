package io.auditdb.kernel;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.kernel.errors.ErrorLog;
import java.util.List;
import java.util.Locale;

/** How often something failed, by what kind of failure it was. */
final class ErrorMetrics implements MetricSource {
    private final ErrorLog errors;

    ErrorMetrics(ErrorLog errors) {
        this.errors = errors;
    }

    @Override
    public String name() {
        return "errors";
    }

    @Override
    public List<MetricFamily> read() {
        MetricFamily.Builder family = MetricFamily.counter("auditdb_errors_total", "Failures, by category");
        errors.counts()
                .forEach((category, count) ->
                        family.add(count, "category", category.name().toLowerCase(Locale.ROOT)));
        return List.of(family.build());
    }
}
