package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The log as C2SP tlog-tiles serves it. Hashes need no token; entries need the right to read. */
final class LogRoutes {
    static final String TEXT = "text/plain; charset=utf-8";

    private static final String BYTES = "application/octet-stream";
    private static final int MAX_LEVEL = 63;

    private final Ledger ledger;
    private final Answers answers;

    LogRoutes(Ledger ledger, Json json) {
        this.ledger = ledger;
        this.answers = new Answers(json);
    }

    List<HttpRoute> routes() {
        return List.of(
                new HttpRoute("GET", "/v1/log/checkpoint", null, this::checkpoint),
                new HttpRoute("GET", "/v1/log/consistency", null, this::consistency),
                new HttpRoute("GET", "/v1/log/tile/entries/{tile*}", Right.READ, this::entries),
                new HttpRoute("GET", "/v1/log/tile/{level}/{tile*}", null, this::tile));
    }

    private void checkpoint(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        Checkpoint checkpoint = ledger.as(exchange.access())
                .witnessedCheckpoint()
                .orElseThrow(() -> notFound("The log is empty: there is no checkpoint yet"));
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.respond(200, TEXT, checkpoint.note());
    }

    /** The members are those of RFC 6962, 4.4, and the sizes. */
    private void consistency(HttpExchange exchange) throws IOException {
        var parameters = new Parameters(exchange, Set.of("from", "to"));
        Optional<Long> from = parameters.one("from", LogRoutes::size);
        Optional<Long> to = parameters.one("to", LogRoutes::size);
        if (from.isEmpty()) {
            parameters.fault("from", "is missing: the size of the older tree");
        }
        parameters.check();
        Ledger log = ledger.as(exchange.access());
        long newest = to.isPresent()
                ? to.get()
                : log.checkpoint().map(Checkpoint::size).orElse(0L);
        List<String> hashes = log.consistency(from.get(), newest).stream()
                .map(Base64.getEncoder()::encodeToString)
                .toList();
        answers.json(exchange, 200, Map.of("from", from.get(), "to", newest, "consistency", hashes));
    }

    private static long size(String text) {
        if (!text.matches("0|[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("must be a number of leaves, from 0");
        }
        return Long.parseLong(text);
    }

    private void tile(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        int level = level(exchange.pathParameter("level"));
        TilePath tile = path(exchange);
        send(exchange, "public", ledger.as(exchange.access()).tile(level, tile.index(), tile.width()));
    }

    private void entries(HttpExchange exchange) throws IOException {
        Parameters.none(exchange);
        TilePath tile = path(exchange);
        send(exchange, "private", ledger.as(exchange.access()).entries(tile.index(), tile.width()));
    }

    /** What a tile of one width holds never changes. */
    private static void send(HttpExchange exchange, String reach, Optional<byte[]> tile) throws IOException {
        byte[] bytes = tile.orElseThrow(() -> notFound("The newest checkpoint does not cover this tile"));
        exchange.setHeader("Cache-Control", reach + ", max-age=31536000, immutable");
        exchange.respond(200, BYTES).write(bytes);
    }

    private static int level(String text) {
        int level = text.matches("0|[1-9]\\d?") ? Integer.parseInt(text) : MAX_LEVEL + 1;
        if (level > MAX_LEVEL) {
            throw notFound("There is no such level: it must be 0 to " + MAX_LEVEL);
        }
        return level;
    }

    private static TilePath path(HttpExchange exchange) {
        return TilePath.parse(exchange.pathParameter("tile"))
                .orElseThrow(() -> notFound("This is not how a tile is named: see c2sp.org/tlog-tiles"));
    }

    private static AuditDbException notFound(String message) {
        return new AuditDbException(StandardErrorCode.NOT_FOUND, message);
    }
}
