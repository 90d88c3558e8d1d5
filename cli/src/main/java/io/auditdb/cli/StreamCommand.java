package io.auditdb.cli;

import io.auditdb.api.event.EventFeed.Placed;
import io.auditdb.api.query.EventQuery;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.EventJson;
import io.auditdb.client.LiveEvents;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        header = "Show events as they come into the log, until it is ended.",
        description = {
            "",
            "One line of JSON for each: its place in the log and the event. A connection that breaks is made again and goes"
                    + " on behind the last one. Times, words and consistency have no meaning here."
        },
        footer = {
            "  audit-db stream --tenant clinic --action 'record.*'",
            "  audit-db stream --position 0 --limit 1000 > first-thousand.ndjson"
        })
final class StreamCommand implements Callable<Integer> {
    @Mixin
    private EventFilter filter;

    @Option(
            names = "--position",
            paramLabel = "PLACE",
            description = "Begin at this place in the log (default: what comes from now on).")
    private Long position;

    @Option(names = "--limit", paramLabel = "N", description = "End after so many events (default: never).")
    private long limit = Long.MAX_VALUE;

    private final RootCommand root;

    StreamCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        EventQuery query = query();
        OptionalLong from = position == null ? OptionalLong.empty() : OptionalLong.of(position);
        try (AuditDbClient client = root.client();
                LiveEvents events = client.live(query, from)) {
            Placed next = limit > 0 ? events.next() : null;
            for (long shown = 1; next != null; shown++) {
                root.printJson(Views.object("leaf", next.leaf(), "event", EventJson.toJson(next.event())));
                root.surroundings().out().flush();
                next = shown < limit ? events.next() : null;
            }
        }
        return ExitCode.OK;
    }

    private EventQuery query() {
        try {
            EventQuery query = filter.query(root.surroundings().clock()).build();
            if (query.from().isPresent()
                    || query.to().isPresent()
                    || query.text().isPresent()
                    || query.after().isPresent()
                    || query.maxLag().isPresent()) {
                throw new IllegalArgumentException(
                        "--from, --to, --text, --after and --max-lag have no meaning for events that are still to come");
            }
            return query;
        } catch (IllegalArgumentException e) {
            throw root.misuse(e.getMessage());
        }
    }
}
