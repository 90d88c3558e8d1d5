package io.auditdb.cli;

import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.Status;
import io.auditdb.api.query.Consistency;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which events: every filter of the HTTP API as an option. */
final class EventFilter {
    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only these organisations; may be given again.")
    private List<String> tenants = List.of();

    @Option(names = "--from", paramLabel = "TIME", description = "Occurred at or after: " + Times.FORMS + ".")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Occurred before.")
    private String to;

    @Option(names = "--principal", paramLabel = "ID", description = "Who acted.")
    private String principal;

    @Option(names = "--subject", paramLabel = "ID", description = "Whose data it was.")
    private String subject;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "What was done; * stands for any run of characters.")
    private String action;

    @Option(names = "--target", paramLabel = "TYPE[/ID]", description = "What it was done to.")
    private String target;

    @Option(names = "--status", paramLabel = "STATUS", description = "How it ended: attempt, success, failure.")
    private Status status;

    @Option(
            names = "--classification",
            paramLabel = "CLASSIFICATION",
            description = "How sensitive: ${COMPLETION-CANDIDATES}.")
    private Classification classification;

    @Option(names = "--correlation", paramLabel = "ID", description = "What ties events together.")
    private String correlation;

    @Option(names = "--text", paramLabel = "WORDS", description = "Words that all occur in the details.")
    private String text;

    @Option(names = "--after", paramLabel = "RECEIPT", description = "The answer has to include this append.")
    private String after;

    @Option(
            names = "--consistency",
            paramLabel = "CONSISTENCY",
            description = "How fresh: strong, session, bounded, eventual.")
    private Consistency consistency;

    @Option(names = "--max-lag", paramLabel = "SPAN", description = "How old for --consistency bounded, such as 5s.")
    private String maxLag;

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            description = "What kind of read: interactive, analytics, realtime.")
    private Workload workload = Workload.INTERACTIVE;

    /** Returns the query; throws IllegalArgumentException that names the option. */
    EventQuery.Builder query(Clock clock) {
        var query = EventQuery.builder()
                .tenants(Set.copyOf(tenants))
                .principal(principal)
                .subject(subject)
                .action(action)
                .status(status)
                .classification(classification)
                .correlationId(correlation)
                .text(text)
                .consistency(consistency)
                .workload(workload);
        if (target != null) {
            int slash = target.indexOf('/');
            query.targetType(slash < 0 ? target : target.substring(0, slash));
            query.targetId(slash < 0 ? null : target.substring(slash + 1));
        }
        parse("--from", from, value -> query.from(Times.instant(value, clock)));
        parse("--to", to, value -> query.to(Times.instant(value, clock)));
        parse("--after", after, value -> query.after(Receipt.parse(value)));
        parse("--max-lag", maxLag, value -> query.maxLag(Times.duration(value)));
        return query;
    }

    private static void parse(String option, String value, Consumer<String> use) {
        if (value != null) {
            try {
                use.accept(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + " " + value + ": " + e.getMessage(), e);
            }
        }
    }
}
