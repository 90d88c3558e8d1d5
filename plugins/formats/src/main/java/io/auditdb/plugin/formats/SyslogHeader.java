package io.auditdb.plugin.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a message of syslog: RFC 5424's header, or the older one of RFC 3164, which many still send.
 *
 * @param members what it says
 * @param length in bytes, which are as many characters of the text that was parsed
 */
record SyslogHeader(Map<String, Object> members, int length) {
    private static final Pattern START = Pattern.compile("\\A<(\\d{1,3})>");
    private static final Pattern RFC_5424 = Pattern.compile("\\A<(?<priority>\\d{1,3})>1 (?<timestamp>\\S{1,64})"
            + " (?<host>\\S{1,255}) (?<application>\\S{1,48}) (?<process>\\S{1,128}) (?<message>\\S{1,32})"
            + " (?:-|(?<data>(?:\\[(?:[^\"\\]]|\"(?:[^\"\\\\]|\\\\.){0,4096}\"){0,64}\\]){1,16})) ?");
    private static final Pattern RFC_3164 = Pattern.compile("\\A<(?<priority>\\d{1,3})>"
            + "(?<timestamp>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (?<host>\\S{1,255}) "
            + "(?:(?<application>[^\\s:\\[<]{1,48})(?:\\[(?<process>\\d{1,12})\\])?: ?)?");
    private static final int FACILITY = 8;
    private static final int MAX_PRIORITY = 191;

    /** Whether a line begins a message; {@code text} has a character for each byte. */
    static boolean begins(String text) {
        return START.matcher(text).find();
    }

    /** Returns the header, or null for what is none; {@code text} has a character for each byte. */
    static SyslogHeader of(String text) {
        Matcher matcher = RFC_5424.matcher(text);
        if (!matcher.find()) {
            matcher = RFC_3164.matcher(text);
            if (!matcher.find()) {
                return null;
            }
        }
        int priority = Integer.parseInt(matcher.group("priority"));
        if (priority > MAX_PRIORITY) {
            return null;
        }
        var members = new LinkedHashMap<String, Object>();
        members.put("facility", (long) (priority / FACILITY));
        members.put("severity", (long) (priority % FACILITY));
        boolean isNew = matcher.pattern() == RFC_5424;
        put(members, matcher, "timestamp");
        put(members, matcher, "host");
        put(members, matcher, "application");
        put(members, matcher, "process");
        if (isNew) {
            put(members, matcher, "message");
            put(members, matcher, "data");
        }
        return new SyslogHeader(members, matcher.end());
    }

    private static void put(Map<String, Object> members, Matcher matcher, String name) {
        String value = matcher.group(name);
        if (value != null && !value.equals("-")) {
            members.put(name, value);
        }
    }
}
