package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** ArcSight's Common Event Format, a record a line, with a header of syslog before it or without, plain or gzip. */
final class CefCodec implements Codec {
    private static final Set<String> PERSONAL_PATHS = Set.of("extension", "syslog");

    private final RecordSettings settings;
    private final InputLimits limits;
    private final CarriedEvent carried;

    /** {@code carried} reads and writes what was no record of the format. */
    CefCodec(RecordSettings settings, CarriedEvent carried) {
        this.settings = requireNonNull(settings, "settings is null");
        this.carried = requireNonNull(carried, "carried is null");
        this.limits = new InputLimits("plugins.formats.cef", settings.maxRecordSize(), settings.maxInputSize());
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
    public Stream<Decoded> decode(InputStream in, String tenant) {
        requireNonNull(in, "in is null");
        return new RecordReader(in, limits, TextLines::new, (number, line) -> decode(number, line, tenant)).stream();
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
                ? new CefEvent(record, settings.maxIdLength()).decode(number, tenant)
                : carried.read(number, own, tenant);
    }

    @Override
    public boolean encodes() {
        return true;
    }

    @Override
    public void encode(Stream<RecordedEvent> events, OutputStream out) {
        var writer = new CefWriter(carried);
        Iterator<RecordedEvent> iterator = events.iterator();
        try {
            while (iterator.hasNext()) {
                out.write(writer.record(iterator.next()).text().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
