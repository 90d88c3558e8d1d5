package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A JSON object that a caller sent. Collects everything that is wrong with it, to be told at once. */
final class JsonObject {
    private final Map<?, ?> members;
    private final List<Fault> faults = new ArrayList<>();

    /** Refuses what is not an object, and members whose names are not among {@code known}. */
    JsonObject(Object value, Set<String> known) {
        if (value instanceof Map<?, ?> object) {
            this.members = object;
        } else {
            this.members = Map.of();
            faults.add(new Fault("", "must be an object"));
        }
        var nearest = new NearestName(known.stream().sorted().toList());
        for (Object name : members.keySet()) {
            if (!known.contains(name)) {
                faults.add(new Fault(pointer(name), "is not a member here" + nearest.hint(name.toString())));
            }
        }
    }

    /** Returns a text that must be there; null, and a fault, when it is not. */
    String required(String name) {
        if (members.get(name) == null) {
            faults.add(new Fault("/" + name, "is missing"));
            return null;
        }
        return text(name, Function.identity()).orElse(null);
    }

    /** Returns a text, parsed; {@code parser} throws IllegalArgumentException saying what it must be. */
    <T> Optional<T> text(String name, Function<String, T> parser) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            faults.add(new Fault("/" + name, "must be a text"));
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            faults.add(new Fault("/" + name, e.getMessage()));
            return Optional.empty();
        }
    }

    /** Returns a truth value; false when it is absent. */
    boolean truth(String name) {
        Object value = members.get(name);
        if (value != null && !(value instanceof Boolean)) {
            fault("/" + name, "must be true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    void fault(String pointer, String problem) {
        faults.add(new Fault(pointer, problem));
    }

    /** Returns the texts of an array; none when it is absent. */
    Set<String> texts(String name) {
        Object value = members.get(name);
        var texts = new LinkedHashSet<String>();
        if (value instanceof List<?> array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof String text) {
                    texts.add(text);
                } else {
                    faults.add(new Fault("/" + name + "/" + i, "must be a text"));
                }
            }
        } else if (value != null) {
            faults.add(new Fault("/" + name, "must be an array of texts"));
        }
        return texts;
    }

    /** Returns the members of an object, all texts; none when it is absent. */
    Map<String, String> textMembers(String name) {
        Object value = members.get(name);
        var texts = new LinkedHashMap<String, String>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((key, member) -> {
                if (member instanceof String text) {
                    texts.put(key.toString(), text);
                } else {
                    faults.add(new Fault("/" + name + pointer(key), "must be a text"));
                }
            });
        } else if (value != null) {
            faults.add(new Fault("/" + name, "must be an object of texts"));
        }
        return texts;
    }

    /**
     * Returns the members of an object that must be there as the configuration file would say them: a list separated by
     * commas; empty for null.
     */
    Map<String, Optional<String>> settings(String name) {
        var settings = new LinkedHashMap<String, Optional<String>>();
        if (members.get(name) instanceof Map<?, ?> object) {
            object.forEach((key, value) -> settings.put(key.toString(), setting("/" + name + pointer(key), value)));
        } else {
            faults.add(new Fault("/" + name, "must be an object of settings"));
        }
        return settings;
    }

    private Optional<String> setting(String pointer, Object value) {
        if (value instanceof List<?> list && list.stream().allMatch(JsonObject::isElement)) {
            return Optional.of(list.stream().map(String::valueOf).collect(Collectors.joining(",")));
        } else if (value != null && !isScalar(value)) {
            faults.add(new Fault(
                    pointer,
                    "must be a text, a number, true, false, null, or a list of those without commas and outer blanks"));
        }
        return Optional.ofNullable(value).map(Object::toString);
    }

    /** A list is written in one line, separated by commas. */
    private static boolean isElement(Object value) {
        String text = String.valueOf(value);
        return isScalar(value) && !text.isBlank() && text.indexOf(',') < 0 && text.equals(text.strip());
    }

    private static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** Returns the constants that an array names in lower case. */
    <E extends Enum<E>> Set<E> names(String name, Class<E> type) {
        List<String> known = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        var constants = new LinkedHashSet<E>();
        for (String text : texts(name)) {
            if (known.contains(text)) {
                constants.add(Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
            } else {
                faults.add(new Fault("/" + name, "holds an unknown name" + new NearestName(known).hint(text)));
            }
        }
        return constants;
    }

    /** A member must be there when {@code condition} holds, and must not be there otherwise. */
    void onlyIf(boolean condition, String name, String problem) {
        boolean present = members.get(name) != null;
        if (condition && !present) {
            faults.add(new Fault("/" + name, "is missing"));
        } else if (!condition && present) {
            faults.add(new Fault("/" + name, problem));
        }
    }

    /** Throws {@code INVALID_REQUEST} with everything that was wrong, if anything was. */
    void check() {
        if (!faults.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "The body cannot be used", List.copyOf(faults));
        }
    }

    private static String pointer(Object name) {
        return "/" + name.toString().replace("~", "~0").replace("/", "~1");
    }
}
