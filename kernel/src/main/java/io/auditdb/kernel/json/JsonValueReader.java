package io.auditdb.kernel.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the tokens of one parser into values, and what is wrong with them into errors. For one thread. */
final class JsonValueReader {
    /** Where a decimal ends differs between versions of Java. */
    private static final long MAX_SCALE = Integer.MAX_VALUE;

    private final JsonParser parser;

    JsonValueReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Returns the only value of the text. */
    Object document() {
        try {
            if (parser.nextToken() == null) {
                throw malformed("there is no value");
            }
            Object value = value();
            if (parser.nextToken() != null) {
                throw malformed("there is something after the end of the value");
            }
            return value;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Returns the value that starts at the current token. */
    Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> checked(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw malformed("a value was expected");
        };
    }

    private Map<String, Object> object() throws IOException {
        var object = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = checked(parser.currentName());
            parser.nextToken();
            object.put(name, value());
        }
        return Collections.unmodifiableMap(object);
    }

    private List<Object> array() throws IOException {
        var array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return Collections.unmodifiableList(array);
    }

    private Object integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> new BigDecimal(parser.getBigIntegerValue());
        };
    }

    private BigDecimal decimal() throws IOException {
        try {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.scale()) <= MAX_SCALE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // its message repeats the number
            throw malformed("a number has an exponent beyond all measure");
        }
        throw malformed("a number has an exponent beyond all measure");
    }

    /** PostgreSQL's text and RFC 7493 both refuse these; the parser lets them through when they are escaped. */
    private String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw malformed("a string holds U+0000");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw malformed("a string holds a lone surrogate");
            }
        }
        return text;
    }

    /** Says what is wrong with the current token. */
    AuditDbException malformed(String problem) {
        return malformed(problem, parser.currentTokenLocation());
    }

    /**
     * Says what is wrong with the text.
     *
     * @throws UncheckedIOException when it is not the text but reading it that failed
     */
    AuditDbException malformed(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return malformed(
                    "it exceeds a limit (nesting of " + StrictJson.MAX_DEPTH + ", or the length of a value)",
                    parser.currentLocation());
        }
        if (e instanceof Utf8Reader.NotUtf8Exception bad) {
            return malformed("the bytes are not UTF-8", bad.line(), bad.column());
        }
        if (e instanceof JsonProcessingException problem) {
            return malformed(withoutValues(problem.getOriginalMessage()), problem.getLocation());
        }
        throw new UncheckedIOException(e);
    }

    private static AuditDbException malformed(String problem, JsonLocation location) {
        return malformed(problem, location.getLineNr(), Math.max(1, location.getColumnNr()));
    }

    private static AuditDbException malformed(String problem, int line, int column) {
        String place = " at line " + line + ", column " + column;
        return new AuditDbException(
                StandardErrorCode.MALFORMED_INPUT, "Malformed JSON", List.of(new Fault("", problem + place)));
    }

    /** Jackson quotes what it could not read; that may be somebody's data. */
    private static String withoutValues(String message) {
        if (message.startsWith("Duplicate")) {
            return "a member name occurs twice in one object";
        }
        if (message.startsWith("Unexpected end-of-input")) {
            return "the text ends too early";
        }
        return "unexpected character or token";
    }
}
