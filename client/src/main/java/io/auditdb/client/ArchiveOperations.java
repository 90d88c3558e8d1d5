package io.auditdb.client;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What operators do with archives. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe for
 * use by many threads.
 */
public final class ArchiveOperations {
    private static final String ARCHIVES = "/v1/archives";

    private final Transport transport;

    ArchiveOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns all archives that are neither given up nor put back, oldest events first. */
    public List<ArchiveInfo> list() {
        try (Answer answer = transport.send(Call.get(ARCHIVES))) {
            return answer.json(json -> json.array("archives").stream()
                    .map(JsonObject::of)
                    .map(ArchiveOperations::archive)
                    .toList());
        }
    }

    /** Moves partitions that end at or before a time into archives. */
    public List<PartitionStep> run(Instant before, boolean dryRun) {
        try (Answer answer = change(ARCHIVES, Map.of("before", before.toString(), "dryRun", dryRun))) {
            return answer.json(PartitionAnswers::steps);
        }
    }

    /** Returns what is wrong with an archive, the first hundred findings. */
    public List<Violation> verify(UUID id) {
        try (Answer answer = change(ARCHIVES + "/" + id + "/verify", Map.of())) {
            return answer.json(json -> json.array("violations").stream()
                    .map(JsonObject::of)
                    .map(Answers::violation)
                    .toList());
        }
    }

    /** Puts the events of an archive back into the database; returns how many. */
    public long restore(UUID id) {
        try (Answer answer = change(ARCHIVES + "/" + id + "/restore", Map.of())) {
            return answer.json(json -> json.number("rows"));
        }
    }

    private Answer change(String path, Map<String, ?> json) {
        return transport.send(Call.post(path)
                .sending(Call.JSON, JsonText.write(json))
                .waiting(transport.settings().bulkTimeout()));
    }

    private static ArchiveInfo archive(JsonObject json) {
        return new ArchiveInfo(
                UUID.fromString(json.required("id")),
                json.required("name"),
                json.required("partition"),
                new PartitionRange(json.time("from"), json.time("to")),
                ArchiveInfo.State.valueOf(json.required("state").toUpperCase(Locale.ROOT)),
                json.object("contents").map(ArchiveOperations::contents).orElse(null),
                json.time("changedAt"));
    }

    private static ArchiveInfo.Contents contents(JsonObject json) {
        return new ArchiveInfo.Contents(
                json.number("rows"),
                json.time("first"),
                json.time("last"),
                json.number("firstLeaf"),
                json.number("lastLeaf"),
                json.number("checkpointSize"),
                new ArchiveFile(json.number("bytes"), json.required("sha256")),
                json.required("manifestSha256"));
    }
}
