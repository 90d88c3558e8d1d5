package io.auditdb.plugin.httpapi;

import io.auditdb.api.operations.Advice;
import java.util.LinkedHashMap;
import java.util.Map;

/** Advice as answers show it. */
final class AdviceJson {
    private AdviceJson() {}

    static Map<String, Object> of(Advice advice) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("kind", advice.kind());
        answer.put("subject", advice.subject());
        answer.put("recommendation", advice.recommendation());
        answer.put("evidence", advice.evidence());
        answer.put("statements", advice.statements());
        return answer;
    }
}
