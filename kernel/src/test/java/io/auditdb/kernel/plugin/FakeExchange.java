package io.auditdb.kernel.plugin;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.security.Access;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request without content, which keeps the answer. */
final class FakeExchange implements HttpExchange {
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    String answer() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    @Override
    public OutputStream respond(int status, String contentType) {
        return answer;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String pathParameter(String name) {
        return "";
    }

    @Override
    public Map<String, List<String>> queryParameters() {
        return Map.of();
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.empty();
    }

    @Override
    public InputStream body() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream unlimitedBody() {
        return InputStream.nullInputStream();
    }

    @Override
    public Access access() {
        return new Access("nobody", Set.of(), Set.of());
    }

    @Override
    public void setHeader(String name, String value) {}
}
