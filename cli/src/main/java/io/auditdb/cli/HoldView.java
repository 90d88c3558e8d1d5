package io.auditdb.cli;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.event.Status;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows legal holds. */
final class HoldView {
    private final RootCommand root;
    private final boolean json;

    HoldView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(LegalHold hold, String done) {
        if (json) {
            root.printJson(of(hold));
        } else {
            root.print("Legal hold " + hold.id() + " " + done + ".");
        }
    }

    void show(List<LegalHold> holds) {
        if (json) {
            root.printJson(Map.of("holds", holds.stream().map(HoldView::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "ID", "SCOPE", "ISSUER", "REASON", "PLACED", "RELEASED");
        holds.forEach(hold -> table.row(
                hold.id().toString(),
                scope(hold.scope()),
                hold.issuer(),
                hold.reason(),
                hold.placedAt() + " by " + hold.placedBy(),
                hold.release()
                        .map(it -> it.at() + " by " + it.by() + ": " + it.reason())
                        .orElse("")));
        table.flush();
    }

    private static String scope(HoldScope scope) {
        return Stream.of(
                        part("tenant", scope.tenant()),
                        part("principal", scope.principal()),
                        part("subject", scope.subject()),
                        part("target type", scope.targetType()),
                        part("target id", scope.targetId()),
                        part("from", scope.from()),
                        part("to", scope.to()),
                        part("action", scope.action()),
                        part("status", name(scope.status())),
                        part("class", scope.classification()),
                        part("correlation", scope.correlationId()),
                        part("text", scope.text()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String part(String name, Object value) {
        return value == null ? null : name + " " + value;
    }

    private static Map<String, Object> of(LegalHold hold) {
        HoldScope scope = hold.scope();
        return Views.object(
                "id", hold.id().toString(),
                "tenant", scope.tenant(),
                "principal", scope.principal(),
                "subject", scope.subject(),
                "targetType", scope.targetType(),
                "targetId", scope.targetId(),
                "from", text(scope.from()),
                "to", text(scope.to()),
                "action", scope.action(),
                "status", name(scope.status()),
                "classification",
                        scope.classification() == null
                                ? null
                                : scope.classification().name(),
                "correlationId", scope.correlationId(),
                "text", scope.text(),
                "issuer", hold.issuer(),
                "reason", hold.reason(),
                "placedBy", hold.placedBy(),
                "placedAt", hold.placedAt().toString(),
                "release",
                        hold.release()
                                .map(it -> Views.object(
                                        "by",
                                        it.by(),
                                        "reason",
                                        it.reason(),
                                        "at",
                                        it.at().toString()))
                                .orElse(null));
    }

    private static String name(Status status) {
        return status == null ? null : status.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
