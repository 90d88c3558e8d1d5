package io.auditdb.plugin.formats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of a JSON object, asked for by name and type; what is absent or of another type is not there. */
final class Members {
    private final Map<String, Object> all = new LinkedHashMap<>();
    private final int maxIdLength;

    Members(Map<?, ?> object, int maxIdLength) {
        this.maxIdLength = maxIdLength;
        object.forEach((name, value) -> all.put((String) name, value));
    }

    /** Returns the first of two texts that is there, or null. */
    static String firstOf(String first, String second) {
        return first == null ? second : first;
    }

    /** Returns every member as it was read. */
    Map<String, Object> all() {
        return all;
    }

    /** Returns a string that is not blank, or null. */
    String text(String name) {
        return all.get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    /** Returns a string that is not blank and no longer than an id may be, or null. */
    String id(String name) {
        String text = text(name);
        return text == null || text.length() > maxIdLength ? null : text;
    }

    /** Returns an object, empty when there is none. */
    Members object(String name) {
        return of(all.get(name));
    }

    /** Returns the first element of an array of objects, empty when there is none. */
    Members first(String name) {
        return of(all.get(name) instanceof List<?> array && !array.isEmpty() ? array.get(0) : null);
    }

    /** Returns the elements of an array that are objects. */
    List<Members> objects(String name) {
        return all.get(name) instanceof List<?> array
                ? array.stream().filter(Map.class::isInstance).map(this::of).toList()
                : List.of();
    }

    private Members of(Object value) {
        return new Members(value instanceof Map<?, ?> object ? object : Map.of(), maxIdLength);
    }
}
