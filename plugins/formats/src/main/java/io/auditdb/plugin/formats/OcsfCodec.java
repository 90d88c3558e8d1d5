package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.util.Map;
import java.util.Set;

/** Events of the Open Cybersecurity Schema Framework, 1.x. */
final class OcsfCodec extends JsonCodec {
    private static final Set<String> PERSONAL_PATHS = Set.of(
            "actor",
            "device",
            "entity",
            "entity_result",
            "file",
            "http_request",
            "message",
            "observables",
            "raw_data",
            "resources",
            "session",
            "src_endpoint",
            "dst_endpoint",
            "status_detail",
            "unmapped",
            "user");

    private final String format;
    private final CarriedEvent carried;
    private final OcsfWriter writer;

    /**
     * Reads and writes events.
     *
     * @param format its name
     * @param carried reads what was no OCSF event
     */
    OcsfCodec(String format, Json json, RecordSettings settings, CarriedEvent carried, OcsfWriter writer) {
        super(json, settings, "plugins.formats.ocsf");
        this.format = requireNonNull(format, "format is null");
        this.carried = requireNonNull(carried, "carried is null");
        this.writer = requireNonNull(writer, "writer is null");
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/vnd." + format + "+ndjson", "application/vnd." + format + "+json");
    }

    @Override
    public String encodedAs() {
        return "application/vnd." + format + "+ndjson";
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    Decoded decode(long number, Members record, String tenant) {
        String own = record.object("unmapped").text(CarriedEvent.NAME);
        return own == null ? OcsfEvent.decode(number, record, tenant, json()) : carried.read(number, own, tenant);
    }

    @Override
    Map<String, Object> record(RecordedEvent event) {
        return writer.record(event);
    }
}
