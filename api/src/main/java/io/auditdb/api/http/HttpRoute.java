package io.auditdb.api.http;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.security.Right;

/**
 * One operation of an HTTP interface. The host owns the socket, authentication, limits and error documents; a plugin
 * contributes routes.
 *
 * @param method the method, upper case
 * @param path the path, in which {@code {name}} stands for one segment and a last {@code {name*}} for all that follow
 * @param right what the caller needs; null for an operation that needs no token
 * @param handler what answers
 */
public record HttpRoute(String method, String path, Right right, HttpHandler handler) {
    /** Checks that the parts are there. */
    public HttpRoute {
        requireNonNull(method, "method is null");
        requireNonNull(handler, "handler is null");
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must start with a slash: " + path);
        }
    }
}
