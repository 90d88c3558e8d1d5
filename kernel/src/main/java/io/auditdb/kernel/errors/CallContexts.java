package io.auditdb.kernel.errors;

import io.auditdb.api.security.Access;
import io.auditdb.kernel.security.KeyDirectory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens contexts of calls. Safe for use by many threads. */
public final class CallContexts {
    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");
    /** W3C Trace Context, section 3.2: version, trace id, parent id, flags. */
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private static final int PSEUDONYM_BYTES = 6;
    private static final int MAX_TENANT = 255;

    private final String instance;
    private final byte[] key;

    /**
     * Opens contexts of this process.
     *
     * @param key what pseudonyms are made with
     */
    public CallContexts(byte[] key) {
        this.instance = ProcessHandle.current().pid() + "@"
                + Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
        this.key = key.clone();
    }

    /** Opens a context for a request: under the name that its headers give it, or a new one. */
    public CallContext open(Function<String, String> header) {
        return new CallContext(instance, correlationId(header));
    }

    /** Opens a context for work that nobody asked for. */
    public CallContext job(String name) {
        var context = new CallContext(instance, UUID.randomUUID().toString());
        context.operation(name);
        return context;
    }

    private static String correlationId(Function<String, String> header) {
        String given = header.apply("X-Correlation-Id");
        if (given != null && CORRELATION.matcher(given).matches()) {
            return given;
        }
        String trace = header.apply("traceparent");
        if (trace != null) {
            Matcher parts = TRACE_PARENT.matcher(trace);
            if (parts.matches()) {
                return parts.group(1);
            }
        }
        return UUID.randomUUID().toString();
    }

    /** Says in a context who asks, by a pseudonym, and for which organisation. */
    public void caller(CallContext context, Access access, Optional<String> tenant) {
        byte[] mac = KeyDirectory.hmac(key, access.principal().getBytes(StandardCharsets.UTF_8));
        context.principal(HexFormat.of().formatHex(mac, 0, PSEUDONYM_BYTES));
        Optional<String> one = access.tenants().size() == 1
                ? access.tenants().stream().findFirst()
                : tenant.filter(name -> name.length() <= MAX_TENANT && access.covers(name));
        one.ifPresent(context::tenant);
    }
}
