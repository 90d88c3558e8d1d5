package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.DatabaseAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** A server that runs anyway, and goes on running. */
record NamedServer(DatabaseAddress address) implements RunningServer {
    private static final int DEFAULT_PORT = 5432;

    NamedServer {
        requireNonNull(address, "address is null");
    }

    /** Reads {@code postgresql://user:password@host:port/database?parameters}. */
    static NamedServer of(String url) {
        URI uri = URI.create(url);
        String userInfo = uri.getRawUserInfo();
        if (uri.getHost() == null || userInfo == null || uri.getPath().length() < 2) {
            throw new IllegalArgumentException(ServerChoice.URL
                    + " must name user, host and database: postgresql://user:password@host:5432/database");
        }
        String[] user = userInfo.split(":", 2);
        return new NamedServer(new DatabaseAddress(
                uri.getHost().replaceAll("[\\[\\]]", ""),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getPath().substring(1),
                decode(user[0]),
                user.length == 2 ? decode(user[1]) : "",
                uri.getRawQuery() == null ? "" : uri.getRawQuery()));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String description() {
        return "the server of " + ServerChoice.URL + ", " + address;
    }

    @Override
    public void close() {}
}
