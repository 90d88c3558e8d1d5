package io.auditdb.kernel.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** {@link Json} on Jackson's streaming parser, with everything refused that JSON can say twice or lossily. */
public final class StrictJson implements Json {
    /** How deep arrays and objects may nest. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_STRING_LENGTH = 16 << 20;
    private static final int MAX_NUMBER_LENGTH = 400;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    @Override
    public Object read(String text) {
        try (JsonParser parser = factory.createParser(text)) {
            return document(parser);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    @Override
    public Object read(InputStream in) {
        try (JsonParser parser = factory.createParser(in)) {
            return document(parser);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    @Override
    public Iterator<Object> elements(InputStream in, String member) {
        try {
            return new Elements(factory.createParser(in), member);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    @Override
    public String write(Object value) {
        var text = new StringWriter();
        try (JsonGenerator generator = factory.createGenerator((Writer) text)) {
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public void write(Object value, OutputStream out) {
        try (JsonGenerator generator = factory.createGenerator(out)) {
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object document(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw malformed("there is no value", parser);
        }
        Object value = value(parser);
        if (parser.nextToken() != null) {
            throw malformed("there is something after the end of the value", parser);
        }
        return value;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> checked(parser.getText(), parser);
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw malformed("a value was expected", parser);
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checked(parser.currentName(), parser);
            parser.nextToken();
            object.put(name, value(parser));
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        var array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return Collections.unmodifiableList(array);
    }

    private static Object integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> new BigDecimal(parser.getBigIntegerValue());
        };
    }

    /** PostgreSQL's text and RFC 7493 both refuse these; the parser lets them through when they are escaped. */
    private static String checked(String text, JsonParser parser) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw malformed("a string holds U+0000", parser);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw malformed("a string holds a lone surrogate", parser);
            }
        }
        return text;
    }

    private static AuditDbException malformed(String problem, JsonParser parser) {
        return malformed(problem, parser.currentTokenLocation());
    }

    private static AuditDbException malformed(String problem, com.fasterxml.jackson.core.JsonLocation location) {
        String place = location == null
                ? ""
                : " at line " + location.getLineNr() + ", column " + Math.max(1, location.getColumnNr());
        return new AuditDbException(
                StandardErrorCode.MALFORMED_INPUT, "Malformed JSON", List.of(new Fault("", problem + place)));
    }

    private static AuditDbException malformed(IOException e) {
        if (e instanceof StreamConstraintsException constraint) {
            return malformed(
                    "it exceeds a limit (nesting of " + MAX_DEPTH + ", or the length of a value)",
                    constraint.getLocation());
        }
        if (e instanceof JsonProcessingException problem) {
            return malformed(withoutValues(problem.getOriginalMessage()), problem.getLocation());
        }
        throw new UncheckedIOException(e);
    }

    /** Jackson quotes what it could not read; that may be somebody's data. */
    private static String withoutValues(String message) {
        if (message.startsWith("Duplicate")) {
            return "a member name occurs twice in one object";
        }
        if (message.startsWith("Unexpected end-of-input")) {
            return "the text ends too early";
        }
        if (message.startsWith("Invalid UTF-8")) {
            return "the bytes are not UTF-8";
        }
        return "unexpected character or token";
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof CharSequence text) {
            generator.writeString(text.toString());
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (var member : object.entrySet()) {
                generator.writeFieldName((String) member.getKey());
                write(member.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof Collection<?> array) {
            generator.writeStartArray();
            for (Object element : array) {
                write(element, generator);
            }
            generator.writeEndArray();
        } else {
            throw new IllegalArgumentException(
                    "not a JSON value: " + value.getClass().getName());
        }
    }

    /** The elements of one array, read as they are asked for. */
    private static final class Elements implements Iterator<Object> {
        private final JsonParser parser;
        private final String member;
        private boolean started;
        private boolean ended;
        private boolean positioned;

        Elements(JsonParser parser, String member) {
            this.parser = parser;
            this.member = member;
        }

        @Override
        public boolean hasNext() {
            try {
                if (!started) {
                    started = true;
                    findArray();
                }
                if (!positioned && !ended) {
                    if (parser.nextToken() == JsonToken.END_ARRAY) {
                        ended = true;
                        readToEnd();
                    } else {
                        positioned = true;
                    }
                }
                return !ended;
            } catch (IOException e) {
                ended = true;
                throw malformed(e);
            }
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            positioned = false;
            try {
                return value(parser);
            } catch (IOException e) {
                ended = true;
                throw malformed(e);
            }
        }

        private void findArray() throws IOException {
            if (member == null) {
                expect(parser.nextToken() == JsonToken.START_ARRAY, "an array was expected");
                return;
            }
            expect(parser.nextToken() == JsonToken.START_OBJECT, "an object was expected");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(member);
                JsonToken token = parser.nextToken();
                if (found) {
                    expect(token == JsonToken.START_ARRAY, "the member " + member + " must be an array");
                    return;
                }
                parser.skipChildren();
            }
            expect(false, "there is no member " + member);
        }

        private void readToEnd() throws IOException {
            int depth = member == null ? 0 : 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                expect(token != null, "the text ends too early");
                if (token == JsonToken.END_OBJECT) {
                    depth--;
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser.nextToken() == null, "there is something after the end of the value");
        }

        private void expect(boolean condition, String problem) {
            if (!condition) {
                ended = true;
                throw malformed(problem, parser);
            }
        }
    }
}
