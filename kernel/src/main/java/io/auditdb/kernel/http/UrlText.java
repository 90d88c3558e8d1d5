package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-encoded text, decoded strictly: what is not UTF-8, or holds U+0000, is refused rather than mended. */
final class UrlText {
    private UrlText() {}

    /** Returns the decoded segments of a raw path that starts with a slash. */
    static List<String> segments(String rawPath) {
        var segments = new ArrayList<String>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(decode(segment, false, "path"));
        }
        return segments;
    }

    /** Returns the decoded parameters of a raw query, which may be null. */
    static Map<String, List<String>> query(String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return Map.of();
        }
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true, "query");
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true, "query");
                parameters.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
        }
        parameters.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(parameters);
    }

    private static String decode(String text, boolean plusIsSpace, String part) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(text, i, part));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else if (c > ' ' && c < 0x7f) {
                bytes.write(c);
            } else {
                throw malformed(part, "holds a character that must be percent-encoded");
            }
        }
        return utf8(bytes.toByteArray(), part);
    }

    private static int octet(String text, int at, String part) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed(part, "holds a % that two hexadecimal digits do not follow");
        }
        if (high == 0 && low == 0) {
            throw malformed(part, "holds U+0000");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, String part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(part, "is not UTF-8 once it is decoded");
        }
    }

    private static AuditDbException malformed(String part, String problem) {
        return new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The " + part + " of the URL " + problem);
    }
}
