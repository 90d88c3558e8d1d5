package io.auditdb.kernel.verifier;

import io.auditdb.kernel.signature.StrictBase64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One object of evidence, read member by member. Throws IllegalArgumentException for what is not as it must be. */
final class EvidenceLine {
    private final Map<?, ?> members;

    EvidenceLine(Object value) {
        if (!(value instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("is not a JSON object");
        }
        this.members = object;
    }

    /** A member nobody looks at could be changed unnoticed, so there must be none. */
    EvidenceLine exactly(String... names) {
        if (!members.keySet().equals(Set.of(names))) {
            throw new IllegalArgumentException("does not have the members " + String.join(", ", names));
        }
        return this;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is not a text");
    }

    long number(String name) {
        if (members.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw new IllegalArgumentException(name + " is not a whole number from 0");
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        if (members.get(name) instanceof List<?> array) {
            for (Object element : array) {
                texts.add(element instanceof String text ? text : null);
            }
        }
        if (!(members.get(name) instanceof List<?>) || texts.contains(null)) {
            throw new IllegalArgumentException(name + " is not an array of texts");
        }
        return texts;
    }

    static byte[] hash(String base64) {
        byte[] hash = StrictBase64.standard(base64);
        if (hash.length != ProvenTree.HASH_BYTES) {
            throw new IllegalArgumentException("a hash does not have " + ProvenTree.HASH_BYTES + " bytes");
        }
        return hash;
    }
}
