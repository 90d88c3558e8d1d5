package io.auditdb.client;

import io.auditdb.api.storage.IndexAnalysis;
import io.auditdb.api.storage.IndexStep;
import io.auditdb.api.storage.IndexUsage;
import java.util.List;
import java.util.Map;

/**
 * What operators do with the indexes of events. Throws as {@link AuditDbClient} does; changes are never repeated by
 * themselves. Safe for use by many threads.
 */
public final class IndexOperations {
    private static final String INDEXES = "/v1/indexes";

    private final Transport transport;

    IndexOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns how each index is used, those of the partitions taken together, by name. */
    public List<IndexUsage> usage() {
        try (Answer answer = transport.send(Call.get(INDEXES))) {
            return answer.json(IndexAnswers::usage);
        }
    }

    /** Returns what to add, to drop and to think about, each with what it rests on. */
    public IndexAnalysis advise() {
        Call call = Call.get(INDEXES + "/advice").waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(IndexAnswers::analysis);
        }
    }

    /** Builds what is declared and missing; with {@code drop}, carries out advice to drop as well. */
    public List<IndexStep> apply(boolean drop, boolean dryRun) {
        Call call = Call.post(INDEXES + "/apply")
                .sending(Call.JSON, JsonText.write(Map.of("drop", drop, "dryRun", dryRun)))
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(IndexAnswers::steps);
        }
    }
}
