package io.auditdb.plugin.httpapi;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the codec for a request. */
final class Codecs {
    static final String JSON = "json";

    private static final Pattern OTHER_CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?(?!utf-?8\\b)", Pattern.CASE_INSENSITIVE);

    private final Collection<Codec> active;

    /** Looks among {@code active}, a live view. */
    Codecs(Collection<Codec> active) {
        this.active = active;
    }

    /** Returns the codec that reads this request's body: the one {@code format} names, else by its media type. */
    Codec reading(HttpExchange exchange, Optional<String> format) {
        if (format.isPresent()) {
            return reading(format.get());
        }
        String contentType =
                exchange.header("Content-Type").orElseThrow(() -> unsupported("The body has no Content-Type"));
        if (OTHER_CHARSET.matcher(contentType).find()) {
            throw unsupported("The body must be UTF-8");
        }
        String mediaType = contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        return active.stream()
                .filter(codec -> codec.mediaTypes().contains(mediaType))
                .findFirst()
                .orElseThrow(() -> unsupported("No codec reads this Content-Type"));
    }

    /** Returns the codec that reads a format. */
    Codec reading(String format) {
        return named(format).orElseThrow(() -> unknown(format));
    }

    /** Returns the codec that writes a format. */
    Codec writing(String format) {
        return named(format).filter(Codec::encodes).orElseThrow(() -> unknown(format));
    }

    /** Returns the formats that can be written, by their media types. */
    Map<String, String> written() {
        return active.stream()
                .filter(Codec::encodes)
                .collect(Collectors.toMap(Codec::encodedAs, Codec::format, (first, second) -> first));
    }

    private Optional<Codec> named(String format) {
        return active.stream().filter(codec -> codec.format().equals(format)).findFirst();
    }

    private AuditDbException unknown(String format) {
        List<String> formats = active.stream().map(Codec::format).sorted().toList();
        return new AuditDbException(
                StandardErrorCode.UNSUPPORTED_FORMAT,
                "The format is not known, or not in this direction" + new NearestName(formats).hint(format));
    }

    private AuditDbException unsupported(String problem) {
        String types = active.stream()
                .flatMap(codec -> codec.mediaTypes().stream())
                .sorted()
                .distinct()
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        String formats = active.stream()
                .map(Codec::format)
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return new AuditDbException(
                StandardErrorCode.UNSUPPORTED_FORMAT,
                problem + "; known media types: " + types + "; or name a format with ?format=: " + formats);
    }
}
