package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** ArcSight's Common Event Format, a record a line, with a header of syslog before it or without, plain or gzip. */
final class CefCodec extends RecordCodec {
    private static final Set<String> PERSONAL_PATHS = Set.of("extension", "prefix", "repeated", "syslog", "text");

    private final CarriedEvent carried;

    /** {@code carried} reads and writes what was no record of the format. */
    CefCodec(RecordSettings settings, CarriedEvent carried) {
        super(settings, "plugins.formats.cef");
        this.carried = requireNonNull(carried, "carried is null");
    }

    @Override
    public String format() {
        return "cef";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("text/x-cef");
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    Iterator<Object> records(InputStream in) {
        return new TextLines(in);
    }

    @Override
    BiFunction<Long, Object, Decoded> reader(String tenant) {
        return (number, line) -> decode(number, line, tenant);
    }

    private Decoded decode(long number, Object read, String tenant) {
        if (read instanceof TextLines.Malformed malformed) {
            return Decoded.faulty(number, malformed.faults());
        }
        String line = (String) read;
        CefRecord record;
        try {
            record = CefRecord.parse(line.strip());
        } catch (IllegalArgumentException e) {
            return Decoded.faulty(number, List.of(new Fault("", e.getMessage())));
        }
        String own = record.carried();
        return own == null
                ? new CefEvent(record, maxIdLength()).decode(number, tenant)
                : carried.read(number, own, tenant);
    }

    @Override
    Writer writer() {
        var writer = new CefWriter(carried);
        return (event, out) -> out.write(writer.record(event).text().getBytes(StandardCharsets.UTF_8));
    }
}
