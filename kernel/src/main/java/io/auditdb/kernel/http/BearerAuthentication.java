package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Who calls, by the bearer token of the request (RFC 6750), looked up once and only when somebody asks. */
final class BearerAuthentication {
    private static final Access NOBODY = new Access("anonymous", Set.of(), Set.of());
    private static final String SCHEME = "Bearer ";

    private final List<String> headers;
    private final Function<String, Optional<Access>> authenticator;
    private Access access;

    BearerAuthentication(Request request, Function<String, Optional<Access>> authenticator) {
        this.headers = request.getHeaders().getFields(HttpHeader.AUTHORIZATION).stream()
                .map(HttpField::getValue)
                .toList();
        this.authenticator = authenticator;
    }

    /** Returns who calls, without a token {@link #NOBODY}; refuses a token that is not valid. */
    Access optional() {
        if (access == null) {
            access = headers.isEmpty() ? NOBODY : authenticate();
        }
        return access;
    }

    /** Returns who calls; refuses when there is no valid token. */
    Access required() {
        if (headers.isEmpty()) {
            throw unauthenticated("The request needs a token: Authorization: Bearer <token>");
        }
        return optional();
    }

    /** Returns the challenge that goes with a refusal. */
    String challenge(int status) {
        if (status == 403) {
            return "Bearer realm=\"audit-db\", error=\"insufficient_scope\"";
        }
        return headers.isEmpty() ? "Bearer realm=\"audit-db\"" : "Bearer realm=\"audit-db\", error=\"invalid_token\"";
    }

    private Access authenticate() {
        String header = headers.get(0);
        if (headers.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthenticated("The Authorization header must be given once, as: Bearer <token>");
        }
        return authenticator
                .apply(header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> unauthenticated("The token is unknown, expired or revoked"));
    }

    private static AuditDbException unauthenticated(String message) {
        return new AuditDbException(StandardErrorCode.UNAUTHENTICATED, message);
    }
}
