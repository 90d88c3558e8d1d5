package io.auditdb.kernel.store;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.event.EventFields.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The members of an object as PostgreSQL writes a jsonb. Where all values are texts without escapes, whole numbers of at
 * most fifteen digits, or literals, their text is the canonical one already and is taken over as it stands; anything else
 * is read as JSON. For one thread and one use.
 */
public final class JsonbText {
    /** Any number of so many digits is a double, and PostgreSQL writes it without leading zeros. */
    private static final int MAX_DIGITS = 15;

    private final Utf8 text;
    private int at;

    private JsonbText(Utf8 text) {
        this.text = text;
    }

    /**
     * Returns the members of an object, in any order, values in the form of RFC 8785.
     *
     * @param jsonb the text of the object; null for none
     * @throws RuntimeException when it is none
     */
    @SuppressWarnings("unchecked")
    public static List<Member> members(Utf8 jsonb, Json json) {
        if (jsonb == null) {
            return List.of();
        }
        List<Member> plain = new JsonbText(jsonb).plain();
        return plain != null ? plain : EventFields.members((Map<String, Object>) json.read(jsonb.toString()));
    }

    /** Returns null when something is not plain. */
    private List<Member> plain() {
        var members = new ArrayList<Member>();
        if (!skip('{')) {
            return null;
        }
        do {
            Utf8 name = skip('"') ? quoted() : null;
            if (name == null || !skip(':')) {
                return null;
            }
            Utf8 value = value();
            if (value == null) {
                return null;
            }
            members.add(new Member(name, value));
        } while (skip(','));
        return skip('}') && at == text.length() ? members : null;
    }

    private Utf8 value() {
        int start = at;
        boolean plain = skip('"') ? quoted() != null : skip("true") || skip("false") || skip("null") || whole();
        return plain ? text.part(start, at) : null;
    }

    /** Returns what stands before the next quote; null when it holds an escape. */
    private Utf8 quoted() {
        for (int i = at; i < text.length(); i++) {
            byte b = text.at(i);
            if (b == '\\') {
                return null;
            }
            if (b == '"') {
                Utf8 found = text.part(at, i);
                at = i + 1;
                return found;
            }
        }
        return null;
    }

    /** Goes past a whole number; what is behind it has to be the end of the member. */
    private boolean whole() {
        boolean negative = take('-');
        int start = at;
        while (at < text.length() && Character.isDigit(text.at(at))) {
            at++;
        }
        int digits = at - start;
        boolean minusZero = negative && digits > 0 && text.at(start) == '0';
        return digits > 0 && digits <= MAX_DIGITS && !minusZero && (is(',') || is('}'));
    }

    /** Goes past a character and a space behind it. */
    private boolean skip(char expected) {
        boolean found = take(expected);
        if (found && expected != '"') {
            take(' ');
        }
        return found;
    }

    private boolean take(char expected) {
        boolean found = is(expected);
        at += found ? 1 : 0;
        return found;
    }

    private boolean is(char expected) {
        return at < text.length() && text.at(at) == expected;
    }

    private boolean skip(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (at + i >= text.length() || text.at(at + i) != literal.charAt(i)) {
                return false;
            }
        }
        at += literal.length();
        return true;
    }
}
