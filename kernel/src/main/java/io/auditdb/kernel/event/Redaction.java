package io.auditdb.kernel.event;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is left of the personal fields of an event that was redacted: the digests of those that are gone, and the salts
 * of those that remain (the secret they came from is gone, so that a deleted salt cannot be computed again).
 *
 * @param digests digest by name of each field that is gone
 * @param salts salt by name of each field that remains
 */
public record Redaction(Map<String, String> digests, Map<String, String> salts) {
    /** Copies both. */
    public Redaction {
        digests = Map.copyOf(requireNonNull(digests, "digests is null"));
        salts = Map.copyOf(requireNonNull(salts, "salts is null"));
    }

    /**
     * Makes what is left of an event when fields are taken from it.
     *
     * @param fields the personal fields that it has
     * @param gone the names of those to take; all of them are among {@code fields}
     * @param before what an earlier redaction left; null when this is the first
     */
    public static Redaction of(Disclosures fields, Set<String> gone, Redaction before) {
        var digests = new LinkedHashMap<String, String>(before == null ? Map.of() : before.digests);
        var salts = new LinkedHashMap<String, String>();
        for (Disclosure field : fields.all()) {
            if (gone.contains(field.name())) {
                digests.put(field.name(), field.digest());
            } else {
                salts.put(field.name(), field.salt());
            }
        }
        return new Redaction(digests, salts);
    }

    /** Returns the names of the fields that are gone. */
    public Set<String> fields() {
        return digests.keySet();
    }

    /** Returns the text that the database keeps. */
    public String toJson(Json json) {
        var text = new LinkedHashMap<String, Object>();
        text.put("digests", new TreeMap<>(digests));
        text.put("salts", new TreeMap<>(salts));
        return json.write(text);
    }

    /**
     * Reads what the database keeps.
     *
     * @throws IllegalArgumentException when it is not what {@link #toJson} writes
     */
    public static Redaction fromJson(Json json, String text) {
        if (json.read(text) instanceof Map<?, ?> object && object.keySet().equals(Set.of("digests", "salts"))) {
            return new Redaction(strings(object.get("digests")), strings(object.get("salts")));
        }
        throw new IllegalArgumentException("not a redaction");
    }

    private static Map<String, String> strings(Object value) {
        var strings = new LinkedHashMap<String, String>();
        if (!(value instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("not a redaction");
        }
        for (var member : object.entrySet()) {
            if (!(member.getValue() instanceof String text)) {
                throw new IllegalArgumentException("not a redaction");
            }
            strings.put((String) member.getKey(), text);
        }
        return strings;
    }
}
