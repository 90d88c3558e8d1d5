package io.auditdb.cli;

import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.client.AuditDbClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Time partitions, by how long events are kept.",
        footer = {
            "  audit-db performance partition create --interval monthly --retention 7y",
            "  audit-db performance partition cleanup --retention 7y --dry-run"
        })
final class PerformancePartitionCommand implements Runnable {
    private static final String RETENTION = "Calendar time back from today: 7y, 18m, 2555d; without a unit, days.";
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})([dmy]?)");
    private static final int MONTHS_AHEAD = 6;

    private final RootCommand root;
    private final PartitionCommand partitions;

    PerformancePartitionCommand(RootCommand root) {
        this.root = root;
        this.partitions = new PartitionCommand(root);
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: create, list, analyze or cleanup");
    }

    @Command(
            name = "create",
            header = "Make the partitions of the time that events are kept, and of the next six months.",
            footer = {"  audit-db performance partition create --interval monthly --retention 7y --dry-run"})
    int create(
            @Option(
                            names = {"-i", "--interval"},
                            paramLabel = "INTERVAL",
                            defaultValue = "monthly",
                            description =
                                    "daily, weekly, monthly, quarterly, yearly, or a period such as P10D (default:"
                                            + " ${DEFAULT-VALUE}).")
                    String interval,
            @Option(
                            names = {"-r", "--retention"},
                            paramLabel = "SPAN",
                            defaultValue = "7y",
                            description = RETENTION + " Default: ${DEFAULT-VALUE}.")
                    String retention,
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        PartitionInterval parsed = PartitionCommand.interval(root, interval);
        PartitionRange first = parsed.around(start(ago(retention)));
        PartitionRange last = parsed.around(start(today().plusMonths(MONTHS_AHEAD)));
        try (AuditDbClient client = root.client()) {
            var range = new PartitionRange(first.from(), last.to());
            return new PartitionView(root, json).show(client.partitions().create(range, parsed, dryRun), dryRun);
        }
    }

    @Command(
            name = "list",
            header = "Show all partitions, oldest first.",
            footer = {"  audit-db performance partition list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        return partitions.list(json);
    }

    @Command(
            name = "analyze",
            header = "Show sizes and growth, and what to change, with the numbers it rests on.",
            footer = {"  audit-db performance partition analyze"})
    int analyze(@Option(names = "--json", description = "Show it as JSON.") boolean json) {
        return partitions.analyze(json);
    }

    @Command(
            name = "cleanup",
            header = "Drop the partitions before the time that events are kept, whose rows may all go.",
            footer = {"  audit-db performance partition cleanup --retention 7y --dry-run"})
    int cleanup(
            @Option(
                            names = {"-r", "--retention"},
                            paramLabel = "SPAN",
                            defaultValue = "7y",
                            description = RETENTION + " Default: ${DEFAULT-VALUE}.")
                    String retention,
            @Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun,
            @Option(names = "--json", description = "Show the steps as JSON.") boolean json) {
        return partitions.cleanup(start(ago(retention)).toString(), dryRun, json);
    }

    /** Seven years are seven years, not 2555 days. */
    private LocalDate ago(String span) {
        Matcher matcher = SPAN.matcher(span);
        if (!matcher.matches()) {
            throw root.misuse("--retention " + span + ": expected a span such as 7y, 18m or 2555d");
        }
        int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "y" -> today().minusYears(number);
            case "m" -> today().minusMonths(number);
            default -> today().minusDays(number);
        };
    }

    private LocalDate today() {
        return LocalDate.ofInstant(root.surroundings().clock().instant(), ZoneOffset.UTC);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
