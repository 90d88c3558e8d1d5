package io.auditdb.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestJsonbText {
    private final StrictJson json = new StrictJson();

    /** As PostgreSQL writes them: a space after each colon and comma, no other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\": \"b\"}",
                "{\"a\": \"\", \"\": \"ü, {}[]:\"}",
                "{\"t\": true, \"f\": false, \"n\": null}",
                "{\"a\": 0, \"b\": 7, \"c\": -12, \"d\": 999999999999999, \"e\": 1000000000000000}",
                "{\"a\": 9007199254740992, \"b\": 1.50, \"c\": -0.0, \"d\": 1000000000000000000000000}",
                "{\"a\": \"x\\\"y\", \"b\": \"\\\\\"}",
                "{\"a\\\"b\": 1, \"c\": \"\\u0001\"}",
                "{\"a\": {\"b\": [1, 2.0, {\"c\": null}]}, \"d\": [], \"e\": 5}",
            })
    void isReadAsAnyJsonIs(String text) {
        assertThat(names(JsonbText.members(Utf8.of(text), json))).isEqualTo(names(slowly(text)));
    }

    @Test
    void nothingHasNoMembers() {
        assertThat(JsonbText.members(null, json)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"a\"",
                "{\"a\": 1",
                "{\"a\": 1}}",
                "{\"a\": 1 2}",
                "{\"a\": tru}",
                "{\"a\" 1}",
                "{\"a"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> JsonbText.members(Utf8.of(text), json)).isInstanceOf(RuntimeException.class);
    }

    @SuppressWarnings("unchecked")
    private List<EventFields.Member> slowly(String text) {
        return EventFields.members((Map<String, Object>) json.read(text));
    }

    private static Map<String, String> names(List<EventFields.Member> members) {
        var names = new TreeMap<String, String>();
        members.forEach(it -> names.put(it.name().toString(), it.value().toString()));
        assertThat(names).hasSameSizeAs(members);
        return names;
    }
}
