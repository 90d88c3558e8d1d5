package io.auditdb.plugin.httpapi;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.event.EventFeed;
import io.auditdb.api.event.EventPresets;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Witness;
import io.auditdb.api.operations.Breakers;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.StoreAndForward;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.storage.CacheManager;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.Replicas;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The HTTP interface: routes only, for the socket is the host's. */
public final class HttpApiPlugin implements Plugin {
    private List<HttpRoute> routes = List.of();

    @Override
    public String name() {
        return "http-api";
    }

    @Override
    public Class<? extends Record> settings() {
        return HttpApiSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        var settings = context.settings(HttpApiSettings.class);
        var database = context.service(AuditDatabase.class);
        var ledger = context.service(Ledger.class);
        var json = context.service(Json.class);
        var codecs = new Codecs(context.extensions(Codec.class));
        routes = Stream.of(
                        new AppendRoutes(database, codecs, json, settings).routes(),
                        new QueryRoutes(database, ledger, codecs, json, settings).routes(),
                        new FhirRoutes(database, ledger, codecs, json, settings).routes(),
                        new StreamRoutes(context.service(EventFeed.class), json, settings).routes(),
                        new MetricStreamRoutes(context.service(Metrics.class), json, settings, Clock.systemUTC())
                                .routes(),
                        new EvidenceRoutes(context.service(Evidence.class), new Answers(json), settings).routes(),
                        new RedactionRoutes(context.service(Redactions.class), json).routes(),
                        new VerifyRoutes(ledger, json, settings).routes(),
                        new LogRoutes(ledger, json).routes(),
                        new KeyRoutes(ledger, json).routes(),
                        new WitnessRoutes(context.service(Witness.class), settings).routes(),
                        new PluginRoutes(context.service(Plugins.class), context, json, settings).routes(),
                        new PartitionRoutes(context.service(PartitionManager.class), json).routes(),
                        new IndexRoutes(context.service(IndexManager.class), json).routes(),
                        new ArchiveRoutes(
                                        context.service(PartitionManager.class),
                                        context.service(EventArchives.class),
                                        json)
                                .routes(),
                        new CacheRoutes(context.service(CacheManager.class), json).routes(),
                        new FailureRoutes(context.service(ErrorReports.class), context.service(Breakers.class), json)
                                .routes(),
                        new ConfigurationRoutes(context.service(ConfigurationControl.class), json).routes(),
                        new LimitRoutes(context.service(Limits.class), json).routes(),
                        new ReplicaRoutes(context.service(Replicas.class), context.service(Breakers.class), json)
                                .routes(),
                        new PerformanceRoutes(
                                        context.service(ConnectionManager.class),
                                        context.service(PerformanceMonitor.class),
                                        json)
                                .routes(),
                        new SpoolRoutes(context.service(StoreAndForward.class), json).routes(),
                        new PresetRoutes(context.service(EventPresets.class), json).routes(),
                        new QuarantineRoutes(context.service(Quarantine.class), json).routes(),
                        new HoldRoutes(context.service(LegalHolds.class), json).routes(),
                        new RetentionRoutes(context.service(RetentionManager.class), json).routes(),
                        new TokenRoutes(context.service(AccessTokens.class), json).routes(),
                        new HealthRoutes(database, context.service(Health.class), json).routes(),
                        new OpenApiRoutes().routes())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<HttpRoute> routes() {
        return routes;
    }
}
