package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Forecast;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import io.auditdb.plugin.monitoring.forecast.Forecasts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The disk of a database server elsewhere, of which PostgreSQL tells nobody how much is free: when its databases will have
 * filled it, as this one grows. That is by the forecast of what comes, or by what it has grown in a month, whichever is less:
 * where retention removes as much as comes, nothing fills up.
 */
final class ServerDiskAdvisor implements Advisor {
    /** A forecast that is off by more than half is none to act on. */
    private static final double WORST = 0.5;
    /** The size of a database that one may not connect to is not told. */
    private static final String SEEN = """
            SELECT sum(pg_database_size(oid)) FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')
            """;

    private static final String GROWN = """
            SELECT (pg_database_size(current_database()) - value)
                   / greatest(1, extract(epoch FROM clock_timestamp() - hour)) AS per_second
            FROM hourly_figure WHERE figure = 'database' AND hour >= now() - interval '30 days' ORDER BY hour LIMIT 1
            """;
    private static final long DAY = 86_400;

    private final Databases databases;
    private final Forecasts forecasts;
    private final AdviceSettings settings;

    ServerDiskAdvisor(Databases databases, Forecasts forecasts, AdviceSettings settings) {
        this.databases = databases;
        this.forecasts = forecasts;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "server-disk";
    }

    /** What the databases take, and by how much this one has grown lately, in bytes a second. */
    private record Use(long bytes, double grown) {}

    @Override
    public AdviceReport advise() {
        if (settings.serverDisk().isEmpty()) {
            return new AdviceReport(List.of(), List.of());
        }
        Optional<Forecast> growth = forecasts.week().forecasts().stream()
                .filter(it -> it.figure().equals("database") && it.error().relative() <= WORST)
                .findFirst();
        if (growth.isEmpty()) {
            return new AdviceReport(
                    List.of(),
                    List.of("when the disk of the database server is full cannot be foretold well enough: audit-db"
                            + " performance forecast"));
        }
        Use use = databases.read(connection -> new Use(
                new Query(SEEN).one(connection, row -> row.getLong(1)),
                new Query(GROWN)
                        .first(connection, row -> row.getDouble("per_second"))
                        .orElse(0.0)));
        return new AdviceReport(
                fullAhead(growth.get(), settings.serverDisk().get().bytes(), use).stream()
                        .toList(),
                List.of());
    }

    private Optional<Advice> fullAhead(Forecast growth, long disk, Use use) {
        Duration ahead = Duration.ofHours(growth.points().size());
        double perSecond = Math.min(use.grown(), (growth.outcome() - growth.last()) / ahead.toSeconds());
        double seconds = (disk - use.bytes()) / perSecond;
        if (perSecond <= 0 || seconds > settings.diskFullWithin().toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "disk-full-ahead",
                "database server",
                "make room before: archive and drop old partitions (audit-db partition, audit-db archive), or give it a"
                        + " larger disk",
                use.bytes() + " of " + disk + " bytes are used by the databases that the platform may look at, and "
                        + Math.round(perSecond * DAY) + " more are expected a day: full in about "
                        + Duration.ofSeconds(Math.max(0, (long) seconds)).toHours()
                        + " hours; such forecasts were off by "
                        + Math.round(100 * growth.error().relative()) + " % on average",
                List.of()));
    }
}
