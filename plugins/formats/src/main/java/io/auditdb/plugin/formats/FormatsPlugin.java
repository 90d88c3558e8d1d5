package io.auditdb.plugin.formats;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Reads the audit records of other systems, and writes for them. */
public final class FormatsPlugin implements Plugin {
    private List<Codec> codecs = List.of();

    /** Called by the host. */
    public FormatsPlugin() {}

    @Override
    public String name() {
        return "formats";
    }

    @Override
    public Class<? extends Record> settings() {
        return FormatsSettings.class;
    }

    @Override
    public void start(PluginContext context) throws IOException {
        var settings = context.settings(FormatsSettings.class);
        Json json = context.service(Json.class);
        LegacySeal seal = LegacySeal.open(json, settings.auditLog());
        Ledger ledger = context.service(Ledger.class);
        var carried = new CarriedEvent(json, () -> lines(context));
        codecs = List.of(
                new CloudTrailCodec(json, settings.cloudtrail()),
                AuditLogCodec.ofEvents(json, settings.auditLog(), seal),
                AuditLogCodec.ofRows(json, settings.auditLog(), seal),
                new FhirCodec(json, settings.fhir(), settings.fhirServers(), carried),
                new AtnaCodec(settings.atna(), ZoneId.of(settings.atnaZone()), carried),
                new CloudEventsCodec(json, settings.cloudevents(), carried, Clock.systemUTC()),
                new CefCodec(settings.cef(), carried),
                new OcsfCodec(
                        "ocsf", json, settings.ocsf(), carried, new OcsfWriter(carried, event -> Optional.empty())),
                new OcsfCodec(
                        "ocsf-integrity",
                        json,
                        settings.ocsf(),
                        carried,
                        new OcsfWriter(carried, event -> OcsfAttestation.of(ledger, event))));
    }

    /** The platform's own format, an event a line. */
    private static Codec lines(PluginContext context) {
        return context.extensions(Codec.class).stream()
                .filter(it -> it.format().equals("ndjson"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the platform has no format of its own"));
    }

    @Override
    public List<Codec> codecs() {
        return codecs;
    }
}
