package io.auditdb.kernel.config;

import io.auditdb.api.plugin.DataSize;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns what was written into the type of a setting. Messages never repeat the value: it may be a secret. */
final class Converter {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    /** The longest first; without one of them a duration is in milliseconds. */
    private static final Map<String, Duration> UNITS = units();

    private Converter() {}

    private static Map<String, Duration> units() {
        var units = new LinkedHashMap<String, Duration>();
        units.put("d", Duration.ofDays(1));
        units.put("h", Duration.ofHours(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("s", Duration.ofSeconds(1));
        return units;
    }

    /** The value of a setting without a default that nobody set, or null when it is required. */
    static Object whenAbsent(Type type) {
        Class<?> raw = rawClass(type);
        if (raw == Optional.class) {
            return Optional.empty();
        }
        return raw == List.class ? List.of() : raw == Map.class ? Map.of() : null;
    }

    static Class<?> rawClass(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    /** Converts a list or a text; throws IllegalArgumentException with what was expected. */
    static Object convert(Type type, Object raw) {
        Class<?> target = rawClass(type);
        if (target == List.class) {
            return raw instanceof String text ? split(text) : raw;
        }
        if (!(raw instanceof String text)) {
            throw new IllegalArgumentException("expected " + describe(type) + ", not a list");
        }
        if (target == Map.class) {
            return pairs(text);
        }
        if (target == Optional.class) {
            return text.isEmpty() ? Optional.empty() : Optional.of(scalar(element(type), text));
        }
        return scalar(target, text);
    }

    /** What a value of this type looks like, for messages and for the reference. */
    static String describe(Type type) {
        Class<?> target = rawClass(type);
        if (target == Optional.class) {
            return describe(element(type));
        }
        if (target.isEnum()) {
            return "one of "
                    + Arrays.stream(target.getEnumConstants())
                            .map(Converter::constantText)
                            .collect(Collectors.joining(", "));
        }
        return SCALARS.getOrDefault(target, "a value");
    }

    private static final Map<Class<?>, String> SCALARS = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(int.class, "a whole number"),
            Map.entry(Integer.class, "a whole number"),
            Map.entry(long.class, "a whole number"),
            Map.entry(Long.class, "a whole number"),
            Map.entry(double.class, "a number"),
            Map.entry(Double.class, "a number"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(Duration.class, "a duration such as 250ms, 30s, 10m, 12h or 7d"),
            Map.entry(DataSize.class, "a size such as 512B, 64KB, 100MB or 2GB"),
            Map.entry(Path.class, "a path"),
            Map.entry(URI.class, "a URI"),
            Map.entry(List.class, "a list"),
            Map.entry(Map.class, "names with values"));

    /** A record such as {@link DataSize} is one value, not a section. */
    static boolean isScalar(Class<?> type) {
        return SCALARS.containsKey(type);
    }

    private static Class<?> element(Type optional) {
        return rawClass(((ParameterizedType) optional).getActualTypeArguments()[0]);
    }

    private static Object scalar(Class<?> target, String text) {
        try {
            return parse(target, text);
        } catch (NumberFormatException
                | ArithmeticException
                | InvalidPathException
                | URISyntaxException e) { // their messages quote the value
            throw new IllegalArgumentException("expected " + describe(target), e);
        }
    }

    private static Object parse(Class<?> target, String text) throws URISyntaxException {
        if (target == String.class) {
            return text;
        } else if (target == int.class || target == Integer.class) {
            return Integer.valueOf(text);
        } else if (target == long.class || target == Long.class) {
            return Long.valueOf(text);
        } else if (target == double.class || target == Double.class) {
            return finite(text);
        } else if (target == boolean.class || target == Boolean.class) {
            return truth(text);
        } else if (target == Duration.class) {
            return duration(text);
        } else if (target == DataSize.class) {
            return DataSize.parse(text);
        } else if (target == Path.class) {
            return Path.of(text);
        } else if (target == URI.class) {
            return new URI(text);
        } else if (target.isEnum()) {
            return constant(target, text);
        }
        throw new IllegalStateException("no setting can be a " + target.getName());
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException();
        }
        return value;
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("expected true or false");
        }
        return text.equals("true");
    }

    private static Duration duration(String text) {
        var matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected " + describe(Duration.class));
        }
        Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ofMillis(1));
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }

    /** Returns a value as it is written in the configuration; the reverse of {@link #convert} for what is one text. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            long millis = duration.toMillis();
            return UNITS.entrySet().stream()
                    .filter(unit -> millis > 0 && millis % unit.getValue().toMillis() == 0)
                    .map(unit -> millis / unit.getValue().toMillis() + unit.getKey())
                    .findFirst()
                    .orElse(millis + "ms");
        }
        return value instanceof Enum<?> ? constantText(value) : value.toString();
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constantText(constant).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected " + describe(type)));
    }

    private static String constantText(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (String part : split(text)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected name=value, separated by commas");
            }
            pairs.put(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return Map.copyOf(pairs);
    }
}
