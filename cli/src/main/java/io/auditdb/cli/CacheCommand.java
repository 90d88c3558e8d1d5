package io.auditdb.cli;

import io.auditdb.api.storage.CacheInvalidation;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.CacheOperations;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show what keeping answers brings, make answers unusable, find some out ahead.",
        description = {"", "Nobody has to look after them: an answer that was changed is not given any more."},
        footer = {
            "  audit-db cache stats",
            "  audit-db cache invalidate --tenant clinic --subject patient-17",
            "  audit-db cache warm"
        })
final class CacheCommand implements Runnable {
    private static final String EVERY_TENANT = "*";

    /** What an answer can be to. */
    private enum Question {
        PAGE,
        EVENT
    }

    private final RootCommand root;

    CacheCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: stats, invalidate, clear or warm");
    }

    @Command(
            name = "stats",
            header = "Show what one instance has kept and saved since it started.",
            description = {"", "Settled are the queries about time that was over when they were asked."},
            footer = {"  audit-db cache stats --json"})
    int stats(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            new CacheView(root, json).show(client.caches().report());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "invalidate",
            header = "Make answers unusable, on every instance.",
            description = {
                "",
                "One of --tenant, --pattern and --all-tenants says whose; with further options, only the answers to"
                        + " questions for any of what they name. Asks before it does so, on a terminal."
            },
            footer = {
                "  audit-db cache invalidate --tenant clinic --subject patient-17",
                "  audit-db cache invalidate --pattern 'clinic-*' --type page --yes"
            })
    int invalidate(
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Of this organisation.") String tenant,
            @Option(
                            names = "--pattern",
                            paramLabel = "PATTERN",
                            description = "Of these organisations; * stands for any run of characters.")
                    String pattern,
            @Option(names = "--all-tenants", description = "Of every organisation.") boolean all,
            @Option(names = "--subject", paramLabel = "ID", description = "For this person; may be given again.")
                    List<String> subjects,
            @Option(names = "--principal", paramLabel = "ID", description = "For this actor; may be given again.")
                    List<String> principals,
            @Option(names = "--target", paramLabel = "ID", description = "For this thing; may be given again.")
                    List<String> targets,
            @Option(names = "--event", paramLabel = "ID", description = "For this event; may be given again.")
                    List<UUID> events,
            @Option(names = "--type", paramLabel = "TYPE", description = "Of this kind: page or event.")
                    List<Question> types,
            @Option(names = "--yes", description = "Do not ask.") boolean yes)
            throws IOException {
        String whose = whose(tenant, pattern, all);
        var tags = new TreeSet<String>();
        tag(tags, "subject", subjects);
        tag(tags, "principal", principals);
        tag(tags, "target", targets);
        tag(tags, "event", events);
        tag(tags, "type", types);
        String what = (tags.isEmpty() ? "every answer" : "answers") + " of " + (all ? "every tenant" : whose);
        return order(
                yes,
                "Make " + what + " unusable",
                caches -> caches.invalidate(new CacheInvalidation(whose, tags)),
                "Made " + what + " unusable.");
    }

    private String whose(String tenant, String pattern, boolean all) {
        List<String> named = Stream.of(tenant, pattern, all ? EVERY_TENANT : null)
                .filter(Objects::nonNull)
                .toList();
        if (named.size() != 1) {
            throw root.misuse("Name whose answers with one of --tenant, --pattern and --all-tenants");
        }
        if (tenant != null && tenant.contains(EVERY_TENANT)) {
            throw root.misuse("--tenant " + tenant + ": names one tenant; --pattern takes *");
        }
        return named.get(0);
    }

    private static void tag(Set<String> tags, String kind, List<?> values) {
        if (values != null) {
            values.forEach(it -> tags.add(kind + ":" + (it instanceof Question type ? text(type) : it)));
        }
    }

    private static String text(Question type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    @Command(
            name = "clear",
            header = "Make every answer unusable, on every instance, and empty the caches.",
            description = {"", "Asks before it does so, on a terminal."},
            footer = {"  audit-db cache clear --yes"})
    int clear(@Option(names = "--yes", description = "Do not ask.") boolean yes) throws IOException {
        return order(
                yes,
                "Make every answer of every tenant unusable and empty the caches",
                CacheOperations::clear,
                "Cleared.");
    }

    private int order(boolean yes, String question, Consumer<CacheOperations> work, String done) throws IOException {
        if (!yes && !root.confirms(question)) {
            root.tell("Nothing was done.");
            return ExitCode.FAILED;
        }
        try (AuditDbClient client = root.client()) {
            work.accept(client.caches());
        }
        root.print(Text.oneLine(done));
        return ExitCode.OK;
    }

    @Command(
            name = "warm",
            header = "Find out the answers to the queries that are declared, and keep them.",
            description = {"", "They are declared in the configuration, below cache.warm."},
            footer = {"  audit-db cache warm --json"})
    int warm(@Option(names = "--json", description = "Show what became of them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            return new CacheView(root, json).show(client.caches().warm());
        }
    }
}
