package io.auditdb.kernel.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The environment variables that are configuration, and the rule from a key to its variable. */
final class Environment {
    static final String PREFIX = "AUDIT_DB_";

    /** Read by the launcher and the command line; none of them is a configuration key. */
    private static final Set<String> RESERVED = Set.of("VAR", "TOKEN", "URL", "HOME", "JAVA_OPTS", "DEBUG", "CONFIG");

    private static final String RESERVED_FOR_TESTS = "TEST_";

    private final Map<String, String> variables = new TreeMap<>();

    Environment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !isReserved(name.substring(PREFIX.length()))) {
                variables.put(name, value);
            }
        });
    }

    private static boolean isReserved(String rest) {
        return RESERVED.contains(rest) || rest.startsWith(RESERVED_FOR_TESTS);
    }

    static String nameOf(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static String source(String name) {
        return "environment variable " + name;
    }

    Map<String, String> variables() {
        return variables;
    }

    /** The value of a key, or null. */
    Value find(String key) {
        String name = nameOf(key);
        String text = variables.get(name);
        return text == null ? null : new Value(text, source(name));
    }
}
