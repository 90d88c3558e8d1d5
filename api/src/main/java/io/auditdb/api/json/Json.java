package io.auditdb.api.json;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;

/**
 * JSON (RFC 8259) as plain JDK values, read strictly. Safe for use by many threads. Provided by the host, so that
 * plugins need no JSON library of their own.
 *
 * <p>An object is a {@code Map<String, Object>} in the order of the text, an array a {@code List<Object>}, a string a
 * {@link String}, a number a {@link Long} when it is a whole number that fits and a {@link java.math.BigDecimal}
 * otherwise, a boolean a {@link Boolean}, and null is null. What is read is unmodifiable.
 *
 * <p>Refused when reading, with the position: duplicate member names, lone surrogates, U+0000 in strings and names,
 * nesting deeper than 64, anything after the value. Numbers are kept as written; whether they survive a double (RFC
 * 7493, 2.2) is checked where it matters, by the append.
 */
public interface Json {
    /**
     * Reads one value from UTF-8 text.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code MALFORMED_INPUT}, with line and column
     */
    Object read(String text);

    /**
     * Reads one value from a UTF-8 stream, to its end. Does not close it.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code MALFORMED_INPUT}, with line and column
     */
    Object read(InputStream in);

    /**
     * Reads the elements of one array inside an object, one by one, so that memory does not grow with the file.
     *
     * @param in a UTF-8 stream; not closed
     * @param member the name of the top-level member that holds the array; null when the array is the whole document
     * @return an iterator for one thread, whose methods throw as {@link #read(InputStream)}
     */
    Iterator<Object> elements(InputStream in, String member);

    /** Returns the value as JSON text without white space, members in the order of the map. */
    String write(Object value);

    /** Writes the value as UTF-8 JSON without white space. Does not close or flush the stream. */
    void write(Object value, OutputStream out);
}
