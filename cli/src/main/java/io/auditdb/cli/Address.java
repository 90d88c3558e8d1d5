package io.auditdb.cli;

import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the daemon is and with which token to go there. */
final class Address {
    static final String DEFAULT_URL = "http://127.0.0.1:8620";

    private static final String OPTION = "--url";
    private static final String VARIABLE = "AUDIT_DB_URL";

    private final Surroundings surroundings;
    private final String url;
    private final String origin;

    /** {@code option} is what the command line names, or null. */
    Address(Surroundings surroundings, String option) {
        this.surroundings = surroundings;
        String variable = surroundings.variable(VARIABLE);
        String written =
                option == null && variable == null ? read(surroundings.var().resolve("run/http.url")) : null;
        if (option != null) {
            url = option;
            origin = OPTION;
        } else if (variable != null) {
            url = variable;
            origin = VARIABLE;
        } else {
            url = written == null ? DEFAULT_URL : written;
            origin = written == null ? "the default" : "var/run/http.url";
        }
    }

    /** The daemon whose URL is in a file. */
    Address(Surroundings surroundings, Path file) {
        this.surroundings = surroundings;
        this.url = read(file);
        this.origin = file.toString();
    }

    String url() {
        return url;
    }

    /** Whether somebody said where, on the command line or in the environment. */
    boolean isNamed() {
        return origin.equals(OPTION) || origin.equals(VARIABLE);
    }

    /** {@code line} is the command that an unusable URL is reported for. */
    AuditDbClient client(CommandLine line) {
        // somebody waits: an error at once is worth more than a repetition
        return client(line, 1);
    }

    /** A client that repeats after errors that pass; for work that nobody watches. */
    AuditDbClient client(CommandLine line, int attempts) {
        if (url.startsWith("postgres:") || url.startsWith("postgresql:")) {
            throw new ParameterException(
                    line,
                    origin + " is the address of a PostgreSQL database. AUDIT_DB_URL and --url say where the audit-db"
                            + " daemon is (such as " + DEFAULT_URL
                            + "); the database that the daemon uses is set with AUDIT_DB_DATABASE_URL");
        }
        try {
            return new AuditDbClient(ClientSettings.builder(URI.create(url))
                    .token(token())
                    .maxAttempts(attempts)
                    .build());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, origin + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The admin token of this machine is not for another. */
    String token() {
        String variable = surroundings.variable("AUDIT_DB_TOKEN");
        return variable == null && isLocal() ? read(surroundings.var().resolve("admin.token")) : variable;
    }

    private boolean isLocal() {
        String host = URI.create(url).getHost();
        return host != null
                && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || host.equals("::1"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
