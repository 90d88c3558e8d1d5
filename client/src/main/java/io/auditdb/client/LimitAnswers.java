package io.auditdb.client;

import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import java.util.List;

/** Reads the JSON of limits into the types of the api. */
final class LimitAnswers {
    private LimitAnswers() {}

    static List<ComponentLimits> components(JsonObject json) {
        return RetentionAnswers.list(json, "components", LimitAnswers::component);
    }

    static ComponentLimits before(JsonObject json) {
        return component(json.requiredObject("before"));
    }

    private static ComponentLimits component(JsonObject json) {
        return new ComponentLimits(
                json.required("component"),
                json.required("section"),
                RetentionAnswers.list(
                        json,
                        "limits",
                        it -> new Limit(
                                it.required("name"),
                                it.required("value"),
                                it.required("configured"),
                                it.required("description"))));
    }
}
