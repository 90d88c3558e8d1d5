package io.auditdb.kernel.event;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The platform's own JSON: one document ({@code json}), or one object a line ({@code ndjson}). */
public final class NativeCodec implements Codec {
    /** Longest line of NDJSON, in characters. */
    private static final int MAX_LINE = 4 << 20;

    private final Json json;
    private final boolean lines;

    private NativeCodec(Json json, boolean lines) {
        this.json = json;
        this.lines = lines;
    }

    /** A document: one event, or an array of them. */
    public static Codec document(Json json) {
        return new NativeCodec(json, false);
    }

    /** One event a line; empty lines are skipped. */
    public static Codec lines(Json json) {
        return new NativeCodec(json, true);
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
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        return stream(new Lines(reader, tenant));
    }

    private static Stream<Decoded> stream(Iterator<Decoded> iterator) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private static Decoded event(long record, Object value, String tenant) {
        var reader = new EventReader();
        AuditEvent event = reader.read(value, tenant);
        return event == null ? Decoded.faulty(record, reader.faults()) : Decoded.of(record, event);
    }

    private final class Lines implements Iterator<Decoded> {
        private final BufferedReader reader;
        private final String tenant;
        private final StringBuilder line = new StringBuilder();
        private long number;
        private Decoded next;
        private boolean ended;

        Lines(BufferedReader reader, String tenant) {
            this.reader = reader;
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
                String text = readLine();
                if (text == null) {
                    ended = true;
                } else if (!text.isBlank()) {
                    next = event(number, json.read(text), tenant);
                }
            } catch (AuditDbException e) {
                next = Decoded.faulty(
                        number, e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults());
            } catch (CharacterCodingException e) {
                ended = true;
                next = Decoded.faulty(
                        number, List.of(new Fault("", "the bytes are not UTF-8; nothing after this is read")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** As BufferedReader's own, but bounded. */
        private String readLine() throws IOException {
            line.setLength(0);
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            boolean tooLong = false;
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                tooLong |= line.length() >= MAX_LINE;
                if (!tooLong) {
                    line.append((char) c);
                }
            }
            if (tooLong) {
                throw new AuditDbException(
                        io.auditdb.api.error.StandardErrorCode.TOO_LARGE,
                        "A line is longer than " + MAX_LINE + " characters");
            }
            return line.toString();
        }
    }
}
