package io.auditdb.examples.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.examples.csv.CsvCodecPlugin.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/** Lines below a line of headings. Safe for use by many threads. */
final class CsvCodec implements Codec {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();

    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final Settings settings;

    CsvCodec(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String format() {
        return "csv";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("text/csv");
    }

    @Override
    public Set<String> personalPaths() {
        return Set.of(); // what other columns hold is not known here; name it in the configuration of redaction
    }

    @Override
    public Stream<Decoded> decode(InputStream in, String tenant) {
        CSVParser parser;
        try {
            parser = FORMAT.parse(withoutMark(in));
        } catch (IOException | IllegalArgumentException e) {
            return Stream.of(unreadable(1, e));
        }
        List<Fault> missing = missingColumns(parser.getHeaderMap());
        if (!missing.isEmpty()) {
            return Stream.of(Decoded.faulty(1, missing));
        }
        var records = new Records(parser.iterator(), tenant);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(records, Spliterator.ORDERED), false);
    }

    /** Spreadsheets begin a file with a byte order mark, which is no part of the first heading. */
    private static Reader withoutMark(InputStream in) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, UTF_8));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    private List<Fault> missingColumns(Map<String, Integer> there) {
        var faults = new ArrayList<Fault>();
        for (String needed : List.of(settings.time(), settings.user(), settings.action())) {
            if (there == null || !there.containsKey(needed)) {
                faults.add(new Fault("/" + needed, "there is no column of this name in the first line"));
            }
        }
        return faults;
    }

    private static Decoded unreadable(long record, Exception e) {
        return Decoded.faulty(record, List.of(new Fault("", "the rest cannot be read: " + e.getMessage())));
    }

    /** One record after the other; what cannot be read any further is the last. */
    private final class Records implements Iterator<Decoded> {
        private final Iterator<CSVRecord> lines;
        private final String tenant;
        private long number;
        private RuntimeException broken;
        private boolean ended;

        Records(Iterator<CSVRecord> lines, String tenant) {
            this.lines = lines;
            this.tenant = tenant;
        }

        @Override
        public boolean hasNext() {
            if (ended || broken != null) {
                return !ended;
            }
            try {
                return lines.hasNext();
            } catch (RuntimeException e) { // reading on would take the rest for something else
                broken = e;
                return true;
            }
        }

        @Override
        public Decoded next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            number++;
            if (broken != null) {
                ended = true;
                return unreadable(number, broken);
            }
            return event(number, lines.next(), tenant);
        }
    }

    private Decoded event(long number, CSVRecord line, String tenant) {
        var faults = new ArrayList<Fault>();
        OffsetDateTime time = time(line, faults);
        String user = required(line, settings.user(), faults);
        String action = required(line, settings.action(), faults);
        if (!line.isConsistent()) {
            faults.add(new Fault("", "has " + line.size() + " values, and the first line another number of headings"));
        }
        if (!faults.isEmpty()) {
            return Decoded.faulty(number, faults);
        }
        AuditEvent.Builder event = AuditEvent.builder()
                .tenant(tenant)
                .occurredAt(time)
                .principal(new Principal(user, null, null))
                .action(action)
                .status(Status.SUCCESS);
        line.toMap().forEach((column, value) -> {
            if (value.isEmpty()) {
                return; // such as the patient of a login
            }
            if (column.equals(settings.patient())) {
                event.subject(new Subject(value, "patient"));
            } else if (!Set.of(settings.time(), settings.user(), settings.action())
                    .contains(column)) {
                event.detail(column, value); // nothing of a record may be lost
            }
        });
        return Decoded.of(number, event.build());
    }

    private OffsetDateTime time(CSVRecord line, List<Fault> faults) {
        String text = required(line, settings.time(), faults);
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            faults.add(
                    new Fault("/" + settings.time(), "is no time with an offset, such as 2026-03-01T08:30:00+01:00"));
            return null;
        }
    }

    private static String required(CSVRecord line, String column, List<Fault> faults) {
        String value = line.isSet(column) ? line.get(column) : "";
        if (value.isEmpty()) {
            faults.add(new Fault("/" + column, "is empty"));
        }
        return value;
    }
}
