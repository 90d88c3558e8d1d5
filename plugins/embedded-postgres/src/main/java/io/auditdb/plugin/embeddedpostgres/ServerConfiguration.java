package io.auditdb.plugin.embeddedpostgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of the server: those that are fixed, those that may be changed, and how they are written down. */
final class ServerConfiguration {
    /** Given on the command line as well, which nothing a superuser may say in SQL outweighs. */
    static final Map<String, String> DURABILITY =
            Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)?");

    /** What secrecy and the way in depend on. */
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            // Error texts and statements hold the rows they are about; the log must not
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_statement", "none"),
            Map.entry("log_parameter_max_length", "0"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_min_duration_statement", "-1"),
            Map.entry("log_destination", "stderr"),
            // One file per day of the week, so that the log stays bounded
            Map.entry("logging_collector", "on"),
            Map.entry("log_directory", "log"),
            Map.entry("log_filename", "postgresql-%a.log"),
            Map.entry("log_file_mode", "0600"),
            Map.entry("log_rotation_age", "1d"),
            Map.entry("log_rotation_size", "0"),
            Map.entry("log_truncate_on_rotation", "on"));

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("cluster_name", "audit-db"),
            Map.entry("shared_preload_libraries", "pg_stat_statements"),
            Map.entry("max_connections", "100"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("wal_level", "replica"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    /** Places, which the plugin knows better. */
    private static final List<String> RESERVED = List.of(
            "port",
            "data_directory",
            "config_file",
            "hba_file",
            "ident_file",
            "external_pid_file",
            "include",
            "include_dir",
            "include_if_exists");

    private final Map<String, String> parameters;

    ServerConfiguration(Map<String, String> changes) {
        parameters = new TreeMap<>(DEFAULTS);
        changes.forEach((name, value) -> parameters.put(lowerCase(name), value));
        parameters.putAll(FIXED);
        parameters.putAll(DURABILITY);
    }

    /** Returns what is wrong with settings that somebody wishes to change. */
    static List<String> faults(Map<String, String> changes) {
        var faults = new ArrayList<String>();
        new TreeMap<>(changes).forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                faults.add(name + " is not the name of a setting");
            } else if (isFixed(lowerCase(name))) {
                faults.add(name + " is fixed");
            } else if (value.chars().anyMatch(Character::isISOControl)) {
                faults.add(name + " has a control character in its value");
            }
        });
        return faults;
    }

    private static boolean isFixed(String name) {
        return DURABILITY.containsKey(name) || FIXED.containsKey(name) || RESERVED.contains(name);
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns the text of postgresql.conf. */
    String render(int port) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + quote(entry.getValue()) + "\n")
                .collect(Collectors.joining(
                        "",
                        "# Written by audit-db at every start; change plugins.embedded-postgres.parameters instead\n",
                        "port = " + port + "\n"));
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
