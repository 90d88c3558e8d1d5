package io.auditdb.kernel.event;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
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

    private static final int BUFFER = 1 << 16;

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
        return stream(new Lines(in, tenant));
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

    /** Lines are cut as bytes, so that one with bad bytes does not take its neighbours with it. */
    private final class Lines implements Iterator<Decoded> {
        private final InputStream in;
        private final String tenant;
        private final byte[] buffer = new byte[BUFFER];
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        private int position;
        private int limit;
        private long number;
        private Decoded next;
        private boolean ended;

        Lines(InputStream in, String tenant) {
            this.in = in;
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
                if (!readLine()) {
                    ended = true;
                    return;
                }
                String text = utf8.decode(ByteBuffer.wrap(line.toByteArray())).toString();
                if (!text.isBlank()) {
                    next = event(number, json.read(text), tenant);
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

        /** Returns false at the end of the input. */
        private boolean readLine() throws IOException {
            line.reset();
            if (position == limit && !fill()) {
                return false;
            }
            boolean tooLong = false;
            boolean complete = false;
            do {
                int end = position;
                while (end < limit && buffer[end] != '\n') {
                    end++;
                }
                tooLong |= line.size() + end - position > MAX_LINE;
                if (!tooLong) {
                    line.write(buffer, position, end - position);
                }
                complete = end < limit;
                position = complete ? end + 1 : end;
            } while (!complete && fill());
            if (tooLong) {
                throw new AuditDbException(
                        StandardErrorCode.TOO_LARGE, "The line is longer than " + MAX_LINE + " bytes");
            }
            return true;
        }

        private boolean fill() throws IOException {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            return limit > 0;
        }
    }
}
