package io.auditdb.kernel.store;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code postgresql://user:password@host:port/database?parameters}. */
public final class DatabaseUrl {
    private static final int DEFAULT_PORT = 5432;

    private DatabaseUrl() {}

    /**
     * Reads a URL; what it does not name of port and password is the usual port and empty.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when it is none, which does not repeat it
     */
    public static DatabaseAddress parse(String url) {
        return parse(url, null);
    }

    static DatabaseAddress parse(String url, Path passwordFile) {
        URI uri = uri(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (uri.getHost() == null || user.length == 0 || user[0].isEmpty() || path.length() < 2) {
            throw invalid("must name user, host and database: postgresql://user@host:5432/database");
        }
        String password = passwordFile != null ? read(passwordFile) : user.length == 2 ? decode(user[1]) : "";
        String host = uri.getHost().startsWith("[") ? uri.getHost().replaceAll("[\\[\\]]", "") : uri.getHost();
        return new DatabaseAddress(
                host,
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                decode(user[0]),
                password,
                uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }

    /** Reads the URL of a replica, which has the same database and roles as the primary. */
    static DatabaseAddress replica(String name, String url, DatabaseAddress primary) {
        String key = "database.replicas." + name;
        URI uri;
        try {
            uri = uri(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (AuditDbException e) {
            throw invalid(key, e.faults().get(0).problem());
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw invalid(key, "must name a host, and no user: postgresql://host:5432/database");
        }
        if (path.length() > 1 && !path.substring(1).equals(primary.database())) {
            throw invalid(key, "must name the primary's database, or none");
        }
        return new DatabaseAddress(
                uri.getHost().replaceAll("[\\[\\]]", ""),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                primary.database(),
                primary.user(),
                primary.password(),
                uri.getRawQuery() == null ? primary.parameters() : uri.getRawQuery());
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url);
            if ("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // the message would repeat the password
            throw invalid("is not a URL");
        }
        throw invalid("must start with postgresql://");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "Cannot use the configuration",
                    List.of(new Fault("database.password-file", "cannot be read: " + file)));
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static AuditDbException invalid(String problem) {
        return invalid("database.url", problem);
    }

    private static AuditDbException invalid(String key, String problem) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG, "Cannot use the configuration", List.of(new Fault(key, problem)));
    }
}
