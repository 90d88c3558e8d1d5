package io.auditdb.plugin.formats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of a JSON object, asked for by name and type; what is absent or of another type is not there. */
final class Members {
    private final Map<?, ?> object;
    private final int maxIdLength;

    Members(Map<?, ?> object, int maxIdLength) {
        this.object = object;
        this.maxIdLength = maxIdLength;
    }

    /** Returns the first of two texts that is there, or null. */
    static String firstOf(String first, String second) {
        return first == null ? second : first;
    }

    /** Returns every member as it was read. */
    Map<String, Object> all() {
        var all = new LinkedHashMap<String, Object>();
        object.forEach((name, value) -> all.put((String) name, value));
        return all;
    }

    boolean isEmpty() {
        return object.isEmpty();
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    /** Returns a member as it was read, or null. */
    Object value(String name) {
        return object.get(name);
    }

    /** Returns a string that is not blank, or null. */
    String text(String name) {
        return object.get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    /** Returns a string that is not blank and no longer than an id may be, or null. */
    String id(String name) {
        String text = text(name);
        return text == null || text.length() > maxIdLength ? null : text;
    }

    /** Returns an object, empty when there is none. */
    Members object(String name) {
        return of(object.get(name));
    }

    /** Returns the first element of an array of objects, empty when there is none. */
    Members first(String name) {
        return of(object.get(name) instanceof List<?> array && !array.isEmpty() ? array.get(0) : null);
    }

    /** Returns the elements of an array that are objects. */
    List<Members> objects(String name) {
        return object.get(name) instanceof List<?> array
                ? array.stream().filter(Map.class::isInstance).map(this::of).toList()
                : List.of();
    }

    private Members of(Object value) {
        return new Members(value instanceof Map<?, ?> members ? members : Map.of(), maxIdLength);
    }
}
