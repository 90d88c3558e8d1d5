package io.auditdb.cli;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Target;
import io.auditdb.client.EventJson;
import java.io.PrintStream;
import java.util.Locale;

/** Writes events in one of the formats. For one thread. */
abstract class EventWriter implements AutoCloseable {
    /** How an answer is written. */
    enum Format {
        TABLE,
        JSON,
        NDJSON,
        CSV
    }

    final RootCommand root;
    final PrintStream out;
    long written;

    private EventWriter(RootCommand root) {
        this.root = root;
        this.out = root.surroundings().out();
    }

    static EventWriter of(Format format, RootCommand root) {
        return switch (format) {
            case TABLE -> new InTable(root);
            case JSON -> new InDocument(root);
            case NDJSON -> new InLines(root);
            case CSV -> throw new IllegalArgumentException("the platform writes CSV");
        };
    }

    final void write(RecordedEvent event) {
        writeOne(event);
        written++;
    }

    abstract void writeOne(RecordedEvent event);

    /** Writes what comes after the last event; {@code next} is the cursor of what was left out, or null. */
    void end(String next) {
        if (next != null) {
            root.tell("More events match: --all shows them, --cursor " + next + " continues.");
        }
    }

    @Override
    public void close() {
        out.flush();
    }

    private static final class InLines extends EventWriter {
        InLines(RootCommand root) {
            super(root);
        }

        @Override
        void writeOne(RecordedEvent event) {
            root.printJson(EventJson.toJson(event));
        }
    }

    private static final class InDocument extends EventWriter {
        InDocument(RootCommand root) {
            super(root);
        }

        @Override
        void writeOne(RecordedEvent event) {
            out.print(written == 0 ? "{\"events\":[" : ",");
            out.print(root.json().write(EventJson.toJson(event)));
        }

        @Override
        void end(String next) {
            out.print(written == 0 ? "{\"events\":[" : "");
            out.println("],\"next\":" + root.json().write(next) + "}");
        }
    }

    private static final class InTable extends EventWriter {
        private final Table table;

        InTable(RootCommand root) {
            super(root);
            this.table = new Table(out, "OCCURRED AT", "TENANT", "ACTION", "STATUS", "PRINCIPAL", "TARGET", "ID");
        }

        @Override
        void writeOne(RecordedEvent recorded) {
            AuditEvent event = recorded.event();
            table.row(
                    event.occurredAt().toString(),
                    event.tenant(),
                    event.action(),
                    event.status().name().toLowerCase(Locale.ROOT),
                    event.principal().map(InTable::shown).orElse("-"),
                    event.target().map(InTable::shown).orElse("-"),
                    event.id().toString());
        }

        @Override
        void end(String next) {
            table.flush();
            if (written == 0) {
                root.tell("No events match.");
            }
            super.end(next);
        }

        private static String shown(Principal principal) {
            return principal.name() == null ? principal.id() : principal.name();
        }

        private static String shown(Target target) {
            return target.id() == null ? target.type() : target.type() + "/" + target.id();
        }
    }
}
