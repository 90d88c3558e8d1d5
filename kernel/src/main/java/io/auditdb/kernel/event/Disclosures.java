package io.auditdb.kernel.event;

import io.auditdb.api.event.AuditEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The personal fields that an event has, each with its salt. Immutable. */
public final class Disclosures {
    private final TreeMap<String, Disclosure> fields = new TreeMap<>();

    private Disclosures(Map<String, Object> values, Function<String, String> salts) {
        values.forEach((name, value) -> fields.put(name, new Disclosure(salts.apply(name), name, value)));
    }

    /** Takes the fields of an event that has all of them. */
    public static Disclosures of(AuditEvent event, byte[] secret) {
        var maker = new EntryMaker();
        return new Disclosures(PersonalFields.of(event), name -> maker.saltOf(secret, name));
    }

    /**
     * Takes the fields that a redaction left.
     *
     * @throws NullPointerException when a field is there that has no salt
     */
    public static Disclosures of(AuditEvent event, Redaction redaction) {
        Map<String, Object> left = PersonalFields.of(event);
        left.entrySet().removeIf(field -> PersonalFields.isPlaceholder(field.getKey(), field.getValue(), redaction));
        return new Disclosures(left, redaction.salts()::get);
    }

    /** Returns the names, sorted. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** Returns all fields, by name. */
    public Collection<Disclosure> all() {
        return fields.values();
    }
}
