package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around it: all of it given, so that a test can give something else.
 *
 * @param environment the environment variables
 * @param home where the distribution is unpacked; {@code var} is in it unless the environment says otherwise
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for everything else
 * @param terminal whether somebody watches
 * @param clock what time it is
 */
record Surroundings(
        Map<String, String> environment,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Clock clock) {
    Surroundings {
        requireNonNull(environment, "environment is null");
        requireNonNull(home, "home is null");
    }

    static Surroundings system() {
        return new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("auditdb.home", "")),
                System.in,
                new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                isTerminal(System.console()),
                Clock.systemUTC());
    }

    /** Returns an environment variable; null when it is not set or blank. */
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Returns the directory of everything that is not part of the distribution. */
    Path var() {
        String configured = variable("AUDIT_DB_VAR");
        return configured == null ? home.resolve("var") : Path.of(configured);
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean isTerminal(Console console) {
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
