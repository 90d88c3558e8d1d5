package io.auditdb.cli;

import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.query.EventQuery;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        header = "Write all events that match into a file.",
        description = {
            "",
            "With --proofs the file is a bundle: each event with the proof that it is in the log, against one signed"
                    + " checkpoint. audit-db verify bundle checks it with nothing but the key, also where there is no"
                    + " daemon. A file whose name ends in .gz is compressed."
        },
        footer = {
            "  audit-db export --from -30d --out last-month.ndjson.gz",
            "  audit-db export --subject patient-7 --proofs --out patient-7.bundle",
            "  audit-db export --proofs --field principal.id --field target.type --out for-the-auditor.bundle.gz"
        })
final class ExportCommand implements Callable<Integer> {
    /** A page of JSON is what query gives. */
    private static final String PAGED = "json";

    @Mixin
    private EventFilter filter;

    @Option(names = "--proofs", description = "Write a bundle of events with their proofs.")
    private boolean proofs;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "With --proofs: show only these personal fields (default: all).")
    private List<String> fields = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "Without --proofs: ndjson, csv, or what plugins add: fhir, atna, ocsf, ocsf-integrity, cloudevents, cef"
                            + " (default: ${DEFAULT-VALUE}).")
    private String format = "ndjson";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write (default: standard output).")
    private Path out;

    @Option(names = "--json", description = "With --out: show what was written as JSON.")
    private boolean json;

    private final RootCommand root;

    ExportCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        if (!proofs && !fields.isEmpty()) {
            throw root.misuse("--field chooses what a bundle shows; give --proofs too");
        }
        if (format.equalsIgnoreCase(PAGED)) {
            throw root.misuse("An export is lines; --format ndjson has an event in JSON on each");
        }
        EventQuery query = query();
        try (AuditDbClient client = root.client();
                InputStream in = proofs ? bundle(client, query) : events(client, query)) {
            var written = new ExportedLines(in, proofs, root.json());
            if (out == null) {
                written.transferTo(root.surroundings().out());
            } else {
                write(written);
            }
        }
        return ExitCode.OK;
    }

    private InputStream bundle(AuditDbClient client, EventQuery query) {
        return client.bundle(query, fields.isEmpty() ? Set.of(Evidence.ALL_FIELDS) : Set.copyOf(fields));
    }

    private InputStream events(AuditDbClient client, EventQuery query) {
        return client.exportAs(query, format.toLowerCase(Locale.ROOT));
    }

    /** Under another name first, so that a file of the right name is complete. */
    private void write(ExportedLines lines) throws IOException {
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            try (OutputStream file = opened(part)) {
                lines.transferTo(file);
            }
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        if (json) {
            root.printJson(
                    Views.object("file", out.toString(), "events", lines.events(), "unsealed", lines.unsealed()));
        } else {
            root.tell("Wrote " + out + ": " + Text.count(lines.events(), "event")
                    + (lines.unsealed() == 0 ? "." : "; " + lines.unsealed() + " not sealed yet, only listed."));
        }
    }

    private OutputStream opened(Path file) throws IOException {
        OutputStream stream = Files.newOutputStream(file);
        return out.toString().endsWith(".gz") ? new GZIPOutputStream(stream, 1 << 16) : stream;
    }

    private EventQuery query() {
        try {
            return filter.query(root.surroundings().clock()).build();
        } catch (IllegalArgumentException e) {
            throw root.misuse(e.getMessage());
        }
    }
}
