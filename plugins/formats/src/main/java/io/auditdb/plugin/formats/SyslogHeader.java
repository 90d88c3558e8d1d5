package io.auditdb.plugin.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a message of syslog: RFC 5424's header, or the older one of RFC 3164, which many still send.
 *
 * @param members what it says
 * @param length in characters of the text that was parsed
 */
record SyslogHeader(Map<String, Object> members, int length) {
    private static final Pattern START = Pattern.compile("<\\d{1,3}>");
    /** Up to the structured data. */
    private static final Pattern RFC_5424 = Pattern.compile("<(?<priority>\\d{1,3})>1 (?<timestamp>\\S{1,64})"
            + " (?<host>\\S{1,255}) (?<application>\\S{1,48}) (?<process>\\S{1,128}) (?<message>\\S{1,32}) ");

    private static final Pattern RFC_3164 = Pattern.compile("<(?<priority>\\d{1,3})>"
            + "(?<timestamp>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (?<host>\\S{1,255}) "
            + "(?:(?<application>[^\\s:\\[<]{1,48})(?:\\[(?<process>\\d{1,12})\\])?: ?)?");
    private static final int FACILITY = 8;
    private static final int MAX_PRIORITY = 191;

    /** Whether a message begins there. */
    static boolean begins(String text, int from) {
        return START.matcher(text).region(from, text.length()).lookingAt();
    }

    /** Returns the header, or null for what is none. */
    static SyslogHeader of(String text) {
        Matcher matcher = RFC_5424.matcher(text);
        if (matcher.lookingAt()) {
            int end = dataEnd(text, matcher.end());
            return end < 0 ? null : header(matcher, text.substring(matcher.end(), end), skipSpace(text, end));
        }
        matcher = RFC_3164.matcher(text);
        return matcher.lookingAt() ? header(matcher, null, matcher.end()) : null;
    }

    private static SyslogHeader header(Matcher matcher, String data, int end) {
        int priority = Integer.parseInt(matcher.group("priority"));
        if (priority > MAX_PRIORITY) {
            return null;
        }
        var members = new LinkedHashMap<String, Object>();
        members.put("facility", (long) (priority / FACILITY));
        members.put("severity", (long) (priority % FACILITY));
        for (String name : new String[] {"timestamp", "host", "application", "process"}) {
            put(members, name, matcher.group(name));
        }
        if (data != null) {
            put(members, "message", matcher.group("message"));
            put(members, "data", data);
        }
        return new SyslogHeader(members, end);
    }

    private static void put(Map<String, Object> members, String name, String value) {
        if (value != null && !value.equals("-")) {
            members.put(name, value);
        }
    }

    /** Where structured data ends: a dash, or elements in brackets, in whose quotes anything may be; -1 for none. */
    private static int dataEnd(String text, int from) {
        if (text.startsWith("-", from)) {
            return from + 1;
        }
        int place = from;
        while (place < text.length() && text.charAt(place) == '[') {
            place = elementEnd(text, place);
            if (place < 0) {
                return -1;
            }
        }
        return place == from ? -1 : place;
    }

    private static int elementEnd(String text, int from) {
        boolean isQuoted = false;
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ']' && !isQuoted) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int skipSpace(String text, int from) {
        return text.startsWith(" ", from) ? from + 1 : from;
    }
}
