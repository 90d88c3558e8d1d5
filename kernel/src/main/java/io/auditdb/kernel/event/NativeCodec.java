package io.auditdb.kernel.event;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The platform's own JSON: one document ({@code json}), or one object a line ({@code ndjson}). */
public final class NativeCodec implements Codec {
    /** Longest line of NDJSON, in bytes. */
    private static final int MAX_LINE = 4 << 20;

    private final Json json;
    private final EventRules rules;
    private final boolean lines;

    private NativeCodec(Json json, EventRules rules, boolean lines) {
        this.json = json;
        this.rules = rules;
        this.lines = lines;
    }

    /** A document: one event, or an array of them. The rules complete the faults of a record that cannot be read. */
    public static Codec document(Json json, EventRules rules) {
        return new NativeCodec(json, rules, false);
    }

    /** One event a line; empty lines are skipped. The rules complete the faults of a record that cannot be read. */
    public static Codec lines(Json json, EventRules rules) {
        return new NativeCodec(json, rules, true);
    }

    @Override
    public String format() {
        return lines ? "ndjson" : "json";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of(lines ? "application/x-ndjson" : "application/json");
    }

    @Override
    public Set<String> personalPaths() {
        return Set.of("*");
    }

    @Override
    public Stream<Decoded> decode(InputStream in, String tenant) {
        return lines ? decodeLines(in, tenant) : decodeDocument(in, tenant);
    }

    @Override
    public boolean encodes() {
        return true;
    }

    @Override
    public void encode(Stream<RecordedEvent> events, OutputStream out) {
        try {
            String separator = lines ? "" : "[";
            Iterator<RecordedEvent> iterator = events.iterator();
            while (iterator.hasNext()) {
                out.write(separator.getBytes(StandardCharsets.US_ASCII));
                json.write(EventJson.of(iterator.next()), out);
                if (lines) {
                    out.write('\n');
                }
                separator = lines ? "" : ",";
            }
            if (!lines) {
                out.write((separator.equals("[") ? "[]" : "]").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Decoded> decodeDocument(InputStream in, String tenant) {
        Object document = json.read(in);
        List<?> elements = document instanceof List<?> array ? array : List.of(document == null ? "" : document);
        Iterator<Decoded> decoded = new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < elements.size();
            }

            @Override
            public Decoded next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return event(next + 1, elements.get(next++), tenant);
            }
        };
        return stream(decoded);
    }

    private Stream<Decoded> decodeLines(InputStream in, String tenant) {
        return stream(new Records(in, tenant));
    }

    private static Stream<Decoded> stream(Iterator<Decoded> iterator) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private Decoded event(long record, Object value, String tenant) {
        var reader = new EventReader();
        AuditEvent event = reader.read(value, tenant);
        if (reader.faults().isEmpty()) {
            return Decoded.of(record, event);
        }
        var faults = new ArrayList<>(reader.faults());
        if (event != null) {
            // it is refused in any case; what the append would have refused next is said now, in the same answer
            Set<String> known = faults.stream().map(Fault::path).collect(Collectors.toSet());
            rules.check(event).stream()
                    .filter(fault -> !known.contains(fault.path()))
                    .forEach(faults::add);
        }
        return Decoded.faulty(record, faults);
    }

    private final class Records implements Iterator<Decoded> {
        private final Lines input;
        private final String tenant;
        private long number;
        private Decoded next;
        private boolean ended;

        Records(InputStream in, String tenant) {
            this.input = new Lines(in, MAX_LINE);
            this.tenant = tenant;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                advance();
            }
            return next != null;
        }

        @Override
        public Decoded next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Decoded result = next;
            next = null;
            return result;
        }

        private void advance() {
            number++;
            try {
                String line = input.next();
                if (line == null) {
                    ended = true;
                } else if (!line.isBlank()) {
                    next = event(number, json.read(line), tenant);
                }
            } catch (AuditDbException e) {
                next = Decoded.faulty(
                        number, e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults());
            } catch (CharacterCodingException e) {
                next = Decoded.faulty(number, List.of(new Fault("", "the bytes are not UTF-8")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
