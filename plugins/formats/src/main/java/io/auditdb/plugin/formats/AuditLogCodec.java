package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Events of the earlier audit system: an array of them, or one a line, plain or gzip. Reads only. There are two formats
 * of them: events as they were queued, and rows of the table, which that system changed after it had hashed them.
 */
final class AuditLogCodec implements Codec {
    private static final Set<String> PERSONAL_PATHS = Set.of(
            "organizationId",
            "outcomeDescription",
            "practitionerId",
            "principalId",
            "sessionContext",
            "targetResourceId",
            "targetResourceType");

    private final String format;
    private final InputLimits limits;
    private final AuditLogReading reading;

    private AuditLogCodec(String format, AuditLogSettings settings, AuditLogReading reading) {
        this.format = format;
        this.limits = new InputLimits("plugins.formats.audit-log", settings.maxRecordSize(), settings.maxInputSize());
        this.reading = reading;
    }

    static AuditLogCodec ofEvents(Json json, AuditLogSettings settings, LegacySeal seal) {
        var reading = new AuditLogReading(json, false, settings.maxIdLength(), settings.checkHash(), seal);
        return new AuditLogCodec("audit-log", settings, reading);
    }

    static AuditLogCodec ofRows(Json json, AuditLogSettings settings, LegacySeal seal) {
        var reading = new AuditLogReading(json, true, settings.maxIdLength(), settings.checkRowHash(), seal);
        return new AuditLogCodec("audit-log-rows", settings, reading);
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/vnd." + format + "+json");
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    public Stream<Decoded> decode(InputStream in, String tenant) {
        requireNonNull(in, "in is null");
        return new RecordReader(in, limits, this::records, (number, record) -> decode(number, record, tenant)).stream();
    }

    private Decoded decode(long number, Object record, String tenant) {
        return record instanceof TextLines.Malformed line
                ? Decoded.faulty(number, line.faults())
                : AuditLogRecord.decode(number, record, tenant, reading);
    }

    private Iterator<Object> records(InputStream in) {
        var buffered = new BufferedInputStream(in);
        try {
            int first;
            do {
                buffered.mark(1);
                first = buffered.read();
            } while (first == ' ' || first == '\t' || first == '\r' || first == '\n');
            buffered.reset();
            return first == '[' ? reading.json().elements(buffered, null) : new JsonLines(buffered, reading.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
