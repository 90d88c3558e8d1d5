package io.auditdb.kernel.event;

import io.auditdb.kernel.bytes.ByteBuilder;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.json.ShortestDecimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON values as the one text that RFC 8785 gives them: members sorted by UTF-16 code units, numbers as ECMAScript
 * prints a double, strings with the shortest escapes, UTF-8.
 */
public final class CanonicalJson {
    /** Beyond this many digits after (or before) the point, the database's numeric and a double part ways. */
    private static final int MAX_SCALE = 400;
    /** Up to here every whole number is a double. */
    private static final long MAX_EXACT = 1L << 53;

    private final ByteBuilder out;

    private CanonicalJson(ByteBuilder out) {
        this.out = out;
    }

    /**
     * Returns the canonical text of a JSON value, as UTF-8.
     *
     * @throws IllegalArgumentException when a number does not survive a double, or something is not a JSON value
     */
    public static byte[] bytes(Object value) {
        var out = new ByteBuilder(256);
        write(value, out);
        return out.toByteArray();
    }

    /**
     * Adds the canonical text of a JSON value, as UTF-8.
     *
     * @throws IllegalArgumentException as {@link #bytes}
     */
    static void write(Object value, ByteBuilder out) {
        new CanonicalJson(out).write(value);
    }

    /** Returns whether a number is the same after it has been a double (RFC 7493, 2.2). */
    public static boolean survivesDouble(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_SCALE
                && Double.isFinite(number.doubleValue())
                && ShortestDecimal.of(number.doubleValue()).compareTo(number) == 0;
    }

    private void write(Object value) {
        if (value == null) {
            ascii("null");
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Boolean truth) {
            ascii(truth.toString());
        } else if (value instanceof Long || value instanceof Integer) {
            whole(((Number) value).longValue());
        } else if (value instanceof BigDecimal number) {
            ascii(number(number));
        } else if (value instanceof BigInteger number) {
            ascii(number(new BigDecimal(number)));
        } else if (value instanceof Double number) {
            ascii(number(decimal(number)));
        } else if (value instanceof List<?> array) {
            array(array);
        } else if (value instanceof Map<?, ?> object) {
            object(object);
        } else {
            throw new IllegalArgumentException(
                    "not a JSON value: " + value.getClass().getName());
        }
    }

    private void array(List<?> array) {
        out.write('[');
        boolean first = true;
        for (Object element : array) {
            if (!first) {
                out.write(',');
            }
            first = false;
            write(element);
        }
        out.write(']');
    }

    private void object(Map<?, ?> object) {
        out.write('{');
        boolean first = true;
        // String.compareTo compares UTF-16 code units, which is the order of RFC 8785, 3.2.3
        for (var member : (object.size() < 2 ? object : new TreeMap<>(object)).entrySet()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            string((String) member.getKey());
            out.write(':');
            write(member.getValue());
        }
        out.write('}');
    }

    private void string(String text) {
        Utf8.of(text).quoteTo(out);
    }

    private void ascii(String text) {
        out.ascii(text);
    }

    private void whole(long number) {
        boolean exact = -MAX_EXACT <= number && number <= MAX_EXACT;
        ascii(exact ? Long.toString(number) : number(BigDecimal.valueOf(number)));
    }

    private static BigDecimal decimal(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not a JSON number: " + number);
        }
        return ShortestDecimal.of(number);
    }

    /** The layout of ECMAScript's Number::toString, for the shortest digits that give the same double. */
    private static String number(BigDecimal number) {
        if (!survivesDouble(number)) {
            throw new IllegalArgumentException("a number does not survive a double");
        }
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = number.abs().stripTrailingZeros();
        String digits = stripped.unscaledValue().toString();
        int point = digits.length() - stripped.scale();
        return (number.signum() < 0 ? "-" : "") + layout(digits, point);
    }

    private static String layout(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        int exponent = point - 1;
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
