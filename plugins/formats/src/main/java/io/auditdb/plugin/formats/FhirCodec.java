package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * AuditEvents of FHIR R4: a resource, a Bundle, an array of resources, or one a line, plain or gzip. A Bundle is read entry by
 * entry. Writes one resource a line, as bulk exports have them.
 */
final class FhirCodec extends RecordCodec {
    /** Whole members, because what is below them is open-ended. */
    private static final Set<String> PERSONAL_PATHS = Set.of(
            "agent",
            "contained",
            "entity",
            "extension",
            "id",
            "modifierExtension",
            "outcomeDesc",
            "source",
            "text",
            "_outcomeDesc");

    private static final Pattern TYPE = Pattern.compile("\"resourceType\"\\s*:\\s*\"([A-Za-z]+)\"");
    private static final String LINES = "application/fhir+ndjson";

    private final Json json;
    private final List<String> servers;
    private final CarriedEvent carried;

    /**
     * Reads and writes resources.
     *
     * @param servers base URLs of servers whose references are as good as relative ones
     * @param carried reads and writes what was no resource
     */
    FhirCodec(Json json, RecordSettings settings, List<String> servers, CarriedEvent carried) {
        super(settings, "plugins.formats.fhir");
        this.json = requireNonNull(json, "json is null");
        this.carried = requireNonNull(carried, "carried is null");
        this.servers =
                servers.stream().map(it -> it.endsWith("/") ? it : it + "/").toList();
    }

    @Override
    public String format() {
        return "fhir";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/fhir+json", LINES);
    }

    @Override
    public String encodedAs() {
        return LINES;
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    Iterator<Object> records(InputStream in) throws IOException {
        var records = new JsonRecords(in, json);
        Matcher type = TYPE.matcher(records.start());
        boolean isArray = records.start().stripLeading().startsWith("[");
        if (!isArray && type.find() && type.group(1).equals("Bundle")) {
            return records.elements("entry");
        }
        var items = Spliterators.spliteratorUnknownSize(records.iterator(), Spliterator.ORDERED);
        return StreamSupport.stream(items, false).flatMap(FhirCodec::entries).iterator();
    }

    @Override
    BiFunction<Long, Object, Decoded> reader(String tenant) {
        var context = new FhirAuditEvent.Context(tenant, maxIdLength(), servers);
        return (number, record) -> decode(number, record, context);
    }

    /** Those of a Bundle that says late that it is one, or that stands in a line. */
    private static Stream<Object> entries(Object record) {
        boolean isBundle = record instanceof Map<?, ?> object
                && "Bundle".equals(object.get("resourceType"))
                && object.get("entry") instanceof List<?>;
        return isBundle
                ? ((List<?>) ((Map<?, ?>) record).get("entry")).stream().map(it -> (Object) it)
                : Stream.of(record);
    }

    private Decoded decode(long number, Object record, FhirAuditEvent.Context context) {
        if (record instanceof TextLines.Malformed line) {
            return Decoded.faulty(number, line.faults());
        }
        Object resource =
                record instanceof Map<?, ?> entry && entry.get("resource") != null ? entry.get("resource") : record;
        Decoded own = own(number, resource, context.tenant());
        return own != null ? own : FhirAuditEvent.decode(number, resource, id(record, resource), context);
    }

    /** An event that was no resource before it was written as one; null when this is none. */
    private Decoded own(long number, Object resource, String tenant) {
        if (!(resource instanceof Map<?, ?> object) || !(object.get("extension") instanceof List<?> extensions)) {
            return null;
        }
        for (Object extension : extensions) {
            if (extension instanceof Map<?, ?> it
                    && CarriedEvent.NAME.equals(it.get("url"))
                    && it.get("valueString") instanceof String line) {
                return carried.read(number, line, tenant);
            }
        }
        return null;
    }

    /**
     * The resource's own id where it is a UUID, that of its entry, or one made of the whole resource, so that the same resource
     * is the same event however often it is sent; null without either: then each is another.
     */
    private UUID id(Object record, Object resource) {
        Object id = resource instanceof Map<?, ?> object ? object.get("id") : null;
        Object fullUrl = record instanceof Map<?, ?> entry ? entry.get("fullUrl") : null;
        UUID own = RecordIds.written(id);
        if (own == null && fullUrl instanceof String url && url.startsWith("urn:uuid:")) {
            own = RecordIds.written(url.substring("urn:uuid:".length()));
        }
        return own != null || id == null ? own : RecordIds.of(json.write(resource));
    }

    @Override
    Writer writer() {
        var writer = new FhirWriter(carried);
        return (event, out) -> json.write(writer.resource(event), out);
    }
}
