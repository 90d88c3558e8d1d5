package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Classification;
import io.auditdb.api.http.HttpExchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The query parameters of one request. Collects everything that is wrong with them, to be told at once. */
final class Parameters {
    private static final Pattern UUID_FORMAT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final Map<String, List<String>> values;
    private final List<Fault> faults = new ArrayList<>();

    /** Refuses parameters whose names are not among {@code known}. */
    Parameters(HttpExchange exchange, Set<String> known) {
        this.values = exchange.queryParameters();
        var nearest = new NearestName(known.stream().sorted().toList());
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                faults.add(new Fault(name, "is not a parameter here" + (known.isEmpty() ? "" : nearest.hint(name))));
            }
        }
    }

    /** Checks that a request has no parameters. */
    static void none(HttpExchange exchange) {
        new Parameters(exchange, Set.of()).check();
    }

    /** Returns all values of a parameter, none of them empty. */
    List<String> all(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.contains("")) {
            fault(name, "must not be empty");
            return List.of();
        }
        return given;
    }

    /** Returns the value of a parameter that may be given once. */
    Optional<String> one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            fault(name, "is given more than once");
            return Optional.empty();
        }
        return given.stream().findFirst();
    }

    /** Returns a value that needs parsing; {@code parser} throws IllegalArgumentException saying what it must be. */
    <T> Optional<T> one(String name, Function<String, T> parser) {
        try {
            return one(name).map(parser);
        } catch (IllegalArgumentException e) {
            fault(name, e.getMessage());
            return Optional.empty();
        }
    }

    void fault(String name, String problem) {
        faults.add(new Fault(name, problem));
    }

    /** Throws {@code INVALID_REQUEST} with everything that was wrong, if anything was. */
    void check() {
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "The parameters cannot be used", List.copyOf(faults));
        }
    }

    /** Reads the UUID in the path. */
    static UUID id(HttpExchange exchange) {
        String text = exchange.pathParameter("id");
        if (!UUID_FORMAT.matcher(text).matches()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "The path cannot be used",
                    List.of(new Fault("id", "must be a UUID")));
        }
        return UUID.fromString(text);
    }

    /** Returns what is true or false; throws IllegalArgumentException for anything else. */
    static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false");
        }
        return text.equals("true");
    }

    /** Returns the constant that is written so; throws IllegalArgumentException with all there are. */
    static <E extends Enum<E>> E named(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> written(constant))
                                .collect(Collectors.joining(", "))));
    }

    private static String written(Enum<?> constant) {
        return constant instanceof Classification
                ? constant.name()
                : constant.name().toLowerCase(Locale.ROOT);
    }
}
