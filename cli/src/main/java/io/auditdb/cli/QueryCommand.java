package io.auditdb.cli;

import io.auditdb.api.query.EventPage;
import io.auditdb.api.query.EventQuery;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        header = "Show events, newest first.",
        description = {"", "Every filter narrows. Shows --limit events unless --all is given."},
        footer = {
            "  audit-db query --action 'iam.*' --limit 5",
            "  audit-db query --principal dr-smith --from -7d --status failure",
            "  audit-db query --target AWS::S3::Bucket --from 2023-07-10 --all --format csv > s3.csv",
            "  audit-db query --subject patient-7 --json"
        })
final class QueryCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Mixin
    private EventFilter filter;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            description = "How many events at most (default: ${DEFAULT-VALUE}).")
    private int limit = EventQuery.DEFAULT_LIMIT;

    @Option(names = "--all", description = "All events that match.")
    private boolean all;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Continue where an answer ended.")
    private String cursor;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, json, ndjson or csv (default: table on a terminal, ndjson elsewhere).")
    private EventWriter.Format format;

    @Option(names = "--json", description = "The same as --format json: one document with the events and the cursor.")
    private boolean json;

    private final RootCommand root;

    QueryCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw root.misuse("--limit must be at least 1");
        }
        EventWriter.Format chosen = format();
        EventQuery query = query();
        try (AuditDbClient client = root.client()) {
            if (chosen == EventWriter.Format.CSV) {
                OptionalInt most = all ? OptionalInt.empty() : OptionalInt.of(limit);
                try (InputStream in = client.export(query, most, "text/csv")) {
                    in.transferTo(root.surroundings().out());
                }
            } else if (all) {
                writeAll(client, query, chosen);
            } else {
                writePages(client, query, chosen);
            }
        }
        return ExitCode.OK;
    }

    private EventWriter.Format format() {
        if (json) {
            return EventWriter.Format.JSON;
        }
        EventWriter.Format usual =
                root.surroundings().terminal() ? EventWriter.Format.TABLE : EventWriter.Format.NDJSON;
        return format == null ? usual : format;
    }

    private EventQuery query() {
        try {
            return filter.query(root.surroundings().clock())
                    .cursor(cursor)
                    .limit(Math.min(limit, PAGE))
                    .build();
        } catch (IllegalArgumentException e) {
            throw root.misuse(e.getMessage());
        }
    }

    private void writeAll(AuditDbClient client, EventQuery query, EventWriter.Format chosen) {
        try (var events = client.stream(query);
                var writer = EventWriter.of(chosen, root)) {
            events.forEachOrdered(writer::write);
            writer.end(null);
        }
    }

    private void writePages(AuditDbClient client, EventQuery first, EventWriter.Format chosen) {
        try (var writer = EventWriter.of(chosen, root)) {
            EventPage page = client.query(first);
            page.events().forEach(writer::write);
            int left = limit - page.events().size();
            while (left > 0 && page.next().isPresent()) {
                page = client.query(first.toBuilder()
                        .cursor(page.next().get())
                        .limit(Math.min(left, PAGE))
                        .build());
                page.events().forEach(writer::write);
                left -= page.events().size();
            }
            writer.end(page.next().orElse(null));
        }
    }
}
