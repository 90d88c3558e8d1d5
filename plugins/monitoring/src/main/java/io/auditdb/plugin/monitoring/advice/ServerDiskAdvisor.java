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
 * filled it, by the forecast of how this one grows.
 */
final class ServerDiskAdvisor implements Advisor {
    private static final Duration AHEAD = Duration.ofDays(7);
    /** The size of a database that one may not connect to is not told. */
    private static final String SEEN = """
            SELECT sum(pg_database_size(oid)) FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')
            """;

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

    @Override
    public AdviceReport advise() {
        if (settings.serverDisk().isEmpty()) {
            return new AdviceReport(List.of(), List.of());
        }
        long disk = settings.serverDisk().get().bytes();
        Optional<Forecast> growth = forecasts.report(AHEAD).forecasts().stream()
                .filter(it -> it.figure().equals("database"))
                .findFirst();
        if (growth.isEmpty()) {
            return new AdviceReport(
                    List.of(),
                    List.of("when the disk of the database server is full: too little is known to foretell"));
        }
        long used = databases.read(connection -> new Query(SEEN).one(connection, row -> row.getLong(1)));
        return new AdviceReport(fullAhead(growth.get(), disk, used).stream().toList(), List.of());
    }

    private Optional<Advice> fullAhead(Forecast growth, long disk, long used) {
        Duration ahead = Duration.ofHours(growth.points().size());
        double perSecond = (growth.outcome() - growth.last()) / ahead.toSeconds();
        double seconds = (disk - used) / perSecond;
        if (perSecond <= 0 || seconds > settings.diskFullWithin().toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(new Advice(
                "disk-full-ahead",
                "database server",
                "make room before: archive and drop old partitions (audit-db partition, audit-db archive), or give it a"
                        + " larger disk",
                used + " of " + disk + " bytes are used by the databases that the platform may look at, and "
                        + Math.round(perSecond * 86_400)
                        + " more are expected a day: full in about "
                        + Duration.ofSeconds(Math.max(0, (long) seconds)).toHours()
                        + " hours; such forecasts were off by "
                        + Math.round(100 * growth.error().relative()) + " % on average",
                List.of()));
    }
}
