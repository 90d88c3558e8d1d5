package io.auditdb.plugin.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One record: seven fields and pairs of names and values. A bar in a field and an equals sign in a value have a backslash before
 * them, a backslash has another, and an end of line in a value is {@code \n}.
 *
 * @param syslog what the header of syslog before it says, or an empty map
 * @param rest what is neither: {@code prefix} before the record, {@code text} before the pairs, and {@code repeated} pairs
 * @param fields version, vendor, product, product's version, class of event, name, severity
 */
record CefRecord(
        Map<String, Object> syslog, List<String> fields, Map<String, String> extension, Map<String, Object> rest) {
    static final String OWN = "audit-db";

    private static final String START = "CEF:";
    /** Of the fields, in their order. */
    static final List<String> NAMES =
            List.of("version", "vendor", "product", "productVersion", "class", "name", "severity");

    private static final int FIELDS = NAMES.size();
    private static final Pattern KEY = Pattern.compile("(?:^|(?<=\\s))([A-Za-z0-9_.\\[\\]-]{1,64})=");
    /** A number of its own keeps the name of what a record carries. */
    private static final String CARRIED = "cs6";

    /** Throws IllegalArgumentException that says what is wrong, without any of the content. */
    static CefRecord parse(String line) {
        int start = line.indexOf(START);
        if (start < 0) {
            throw new IllegalArgumentException("is no CEF record; it must have CEF: and a version in it");
        }
        SyslogHeader header = start == 0 ? null : SyslogHeader.of(line);
        var rest = new LinkedHashMap<String, Object>();
        put(rest, "prefix", line.substring(header == null ? 0 : Math.min(start, header.length()), start));
        var fields = new ArrayList<String>();
        int place = start + START.length();
        var field = new StringBuilder();
        while (place < line.length() && fields.size() < FIELDS) {
            char c = line.charAt(place++);
            if (c == '\\' && place < line.length()) {
                field.append(line.charAt(place++));
            } else if (c == '|') {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (fields.size() == FIELDS - 1) {
            fields.add(field.toString()); // no extension, and no bar after the last
        }
        if (fields.size() < FIELDS) {
            throw new IllegalArgumentException("has " + fields.size() + " of the 7 fields before the extension");
        }
        Map<String, String> extension = extension(line.substring(place), rest);
        return new CefRecord(header == null ? Map.of() : header.members(), fields, extension, rest);
    }

    private static void put(Map<String, Object> rest, String name, String text) {
        if (!text.isBlank()) {
            rest.put(name, text.strip());
        }
    }

    /** What is no pair, or one of a name that was there before, goes to the rest. */
    private static Map<String, String> extension(String text, Map<String, Object> rest) {
        var extension = new LinkedHashMap<String, String>();
        var repeated = new ArrayList<Object>();
        Matcher key = KEY.matcher(text);
        String name = null;
        int start = 0;
        while (key.find()) {
            if (name == null) {
                put(rest, "text", text.substring(0, key.start()));
            } else {
                add(extension, repeated, name, text.substring(start, key.start()));
            }
            name = key.group(1);
            start = key.end();
        }
        if (name == null) {
            put(rest, "text", text);
        } else {
            add(extension, repeated, name, text.substring(start));
        }
        if (!repeated.isEmpty()) {
            rest.put("repeated", repeated);
        }
        return extension;
    }

    private static void add(Map<String, String> extension, List<Object> repeated, String name, String text) {
        String value = unescaped(text.stripTrailing());
        if (extension.putIfAbsent(name, value) != null) {
            repeated.add(Map.of("name", name, "value", value));
        }
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        var text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char next = value.charAt(++i);
                if ("\\=|nr".indexOf(next) < 0) {
                    text.append(c); // not one of the format's, such as in a path
                }
                text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** What was no record before it was written as one, or null. */
    String carried() {
        boolean isOwn = fields.get(1).equals(OWN) && fields.get(2).equals(OWN);
        return isOwn && CarriedEvent.NAME.equals(extension.get(CARRIED + "Label")) ? extension.get(CARRIED) : null;
    }

    /** The members that say what is carried. */
    static Map<String, String> carrying(String event) {
        var members = new LinkedHashMap<String, String>();
        members.put(CARRIED + "Label", CarriedEvent.NAME);
        members.put(CARRIED, event);
        return members;
    }

    /** The record without its header of syslog, on one line. */
    String text() {
        var text = new StringBuilder(START);
        fields.forEach(
                it -> text.append(it.replace("\\", "\\\\").replace("|", "\\|").replaceAll("[\r\n]", " "))
                        .append('|'));
        String separator = "";
        for (var member : extension.entrySet()) {
            text.append(separator).append(member.getKey()).append('=').append(escaped(member.getValue()));
            separator = " ";
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("=", "\\=")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
