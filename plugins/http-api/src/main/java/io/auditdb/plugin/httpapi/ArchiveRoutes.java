package io.auditdb.plugin.httpapi;

import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.EventArchives;
import io.auditdb.api.storage.PartitionManager;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Moves partitions into archives and back, and shows and verifies what is there. */
final class ArchiveRoutes {
    /** Violations in one answer; whoever wants all of them verifies the log. */
    private static final int MAX_VIOLATIONS = 100;

    private final PartitionManager partitions;
    private final EventArchives archives;
    private final Json json;
    private final Answers answers;

    ArchiveRoutes(PartitionManager partitions, EventArchives archives, Json json) {
        this.partitions = partitions;
        this.archives = archives;
        this.json = json;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/archives", Right.OPERATE, this::list),
                new HttpRoute("POST", "/v1/archives", Right.OPERATE, this::run),
                new HttpRoute("POST", "/v1/archives/{id}/verify", Right.VERIFY, this::verify),
                new HttpRoute("POST", "/v1/archives/{id}/restore", Right.OPERATE, this::restore));
    }

    private void list(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        List<Map<String, Object>> found =
                archives.list().stream().map(ArchiveRoutes::of).toList();
        answers.json(exchange, 200, Map.of("archives", found));
    }

    private void run(HttpExchange exchange) throws IOException {
        JsonObject body = body(exchange, Set.of("before", "dryRun"));
        body.onlyIf(true, "before", "");
        Optional<Instant> before = body.text("before", PartitionRoutes::time);
        boolean dryRun = body.truth("dryRun");
        body.check();
        answers.json(
                exchange,
                200,
                PartitionJson.steps(dryRun, partitions.archive(exchange.access(), before.orElseThrow(), dryRun)));
    }

    private void verify(HttpExchange exchange) throws IOException {
        UUID id = Parameters.id(exchange);
        body(exchange, Set.of()).check();
        List<Violation> violations = archives.verify(id, MAX_VIOLATIONS);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", id.toString());
        answer.put("intact", violations.isEmpty());
        answer.put(
                "violations",
                violations.stream().map(VerificationJson::violation).toList());
        answers.json(exchange, 200, answer);
    }

    private void restore(HttpExchange exchange) throws IOException {
        UUID id = Parameters.id(exchange);
        body(exchange, Set.of()).check();
        long rows = archives.restore(exchange.access().principal(), id);
        answers.json(exchange, 200, Map.of("id", id.toString(), "rows", rows));
    }

    private JsonObject body(HttpExchange exchange, Set<String> members) {
        Parameters.none(exchange);
        JsonBody.checkType(exchange);
        return new JsonObject(json.read(exchange.body()), members);
    }

    private static Map<String, Object> of(ArchiveInfo archive) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", archive.id().toString());
        answer.put("name", archive.name());
        answer.put("partition", archive.partition());
        answer.put("from", archive.range().from().toString());
        answer.put("to", archive.range().to().toString());
        answer.put("state", archive.state().text());
        answer.put("changedAt", archive.changedAt().toString());
        answer.put("contents", archive.contents().map(ArchiveRoutes::of).orElse(null));
        return answer;
    }

    private static Map<String, Object> of(ArchiveInfo.Contents contents) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("rows", contents.rows());
        answer.put("first", contents.first().toString());
        answer.put("last", contents.last().toString());
        answer.put("firstLeaf", contents.firstLeaf());
        answer.put("lastLeaf", contents.lastLeaf());
        answer.put("checkpointSize", contents.checkpointSize());
        answer.put("bytes", contents.file().bytes());
        answer.put("sha256", contents.file().sha256());
        answer.put("manifestSha256", contents.manifestSha256());
        return answer;
    }
}
