package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads again what an edit by position has yielded: it could have hit an alias or an odd layout. */
final class EditCheck {
    private final String before;
    private final String name;

    /** {@code before} is the text that is edited, of the file of this name. */
    EditCheck(String before, String name) {
        this.before = before;
        this.name = name;
    }

    /**
     * Refuses an edit that has not done what it should, or has done something else too.
     *
     * @param key what was to be edited
     * @param isWanted whether the values are as they should be
     * @param isTouched whether this key may be another now, or gone
     */
    void require(String edited, String key, Predicate<Map<String, Value>> isWanted, Predicate<String> isTouched) {
        if (!isAsWanted(edited, isWanted, isTouched)) {
            throw refusal(key, "cannot be edited without touching other keys; write it into " + name + " by hand");
        }
    }

    private boolean isAsWanted(String edited, Predicate<Map<String, Value>> isWanted, Predicate<String> isTouched) {
        try {
            Map<String, Value> after = YamlDocument.parse(edited, name).values();
            Map<String, Value> others = YamlDocument.parse(before, name).values();
            return isWanted.test(after) && others(after, isTouched).equals(others(others, isTouched));
        } catch (AuditDbException e) {
            return false; // it is no YAML any more
        }
    }

    private static Map<String, Object> others(Map<String, Value> values, Predicate<String> isTouched) {
        var others = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> {
            if (!isTouched.test(key)) {
                others.put(key, Optional.ofNullable(value.raw()));
            }
        });
        return others;
    }

    AuditDbException refusal(String key, String problem) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "The configuration file was left as it is",
                List.of(new Fault(key, problem)));
    }
}
