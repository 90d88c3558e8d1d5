package io.auditdb.client;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A JSON object of an answer, read member by member. What is missing or of the wrong type where the contract requires it
 * is an {@link IllegalArgumentException} that names the member.
 */
record JsonObject(Map<?, ?> members) {
    static JsonObject of(Object value) {
        if (value instanceof Map<?, ?> members) {
            return new JsonObject(members);
        }
        throw new IllegalArgumentException("an object was expected");
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    /** Returns a string, or null when it is absent. */
    String text(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name);
    }

    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw wrong(name);
        }
        return text;
    }

    long number(String name) {
        if (members.get(name) instanceof Long number) {
            return number;
        }
        throw wrong(name);
    }

    /** Returns a number, or 0 when it is absent. */
    long numberOrZero(String name) {
        return has(name) ? number(name) : 0;
    }

    /** Returns a number that may have a fraction. */
    BigDecimal decimal(String name) {
        return members.get(name) instanceof BigDecimal number ? number : BigDecimal.valueOf(number(name));
    }

    boolean truth(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    UUID id(String name) {
        return UUID.fromString(required(name));
    }

    /** Returns a point in time, or null when it is absent. */
    Instant time(String name) {
        String text = text(name);
        return text == null ? null : Instant.parse(text);
    }

    Optional<JsonObject> object(String name) {
        return has(name) ? Optional.of(of(members.get(name))) : Optional.empty();
    }

    JsonObject requiredObject(String name) {
        return object(name).orElseThrow(() -> wrong(name));
    }

    /** Returns the elements of an array, none when it is absent. */
    List<?> array(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> array) {
            return array;
        }
        throw wrong(name);
    }

    /** Returns the members of an object that are all numbers. */
    Map<String, Long> numbers(String name) {
        JsonObject object = requiredObject(name);
        var numbers = new LinkedHashMap<String, Long>();
        object.members.keySet().forEach(key -> numbers.put((String) key, object.number((String) key)));
        return numbers;
    }

    List<String> texts(String name) {
        return array(name).stream().map(String.class::cast).toList();
    }

    private static IllegalArgumentException wrong(String name) {
        return new IllegalArgumentException("the member " + name + " is missing or not what it should be");
    }
}
