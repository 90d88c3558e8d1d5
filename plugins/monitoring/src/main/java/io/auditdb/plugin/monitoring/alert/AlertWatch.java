package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks at the figures again and again, and sees to it that somebody learns of what is wrong with them. Safe for use by many
 * threads.
 */
public final class AlertWatch implements Alerts {
    private static final Duration REMINDER = Duration.ofMinutes(1);
    private static final int MAX_TEXT = 1000;

    private final AlertBook book;
    private final AlertFile file;
    private final AlertSettings settings;
    private final Metrics metrics;
    private final EventCounts events;
    private final SystemRecords records;
    private final Couriers couriers;
    private final Clock clock;
    private final List<Silence> silences;
    private Instant reminded = Instant.MIN;

    AlertWatch(
            AlertBook book,
            AlertFile file,
            List<Silence> silences,
            AlertSettings settings,
            Metrics metrics,
            EventCounts events,
            SystemRecords records,
            Couriers couriers,
            Clock clock) {
        this.book = book;
        this.file = file;
        this.silences = new ArrayList<>(silences);
        this.settings = settings;
        this.metrics = metrics;
        this.events = events;
        this.records = records;
        this.couriers = couriers;
        this.clock = clock;
    }

    /** Looks at all figures now. */
    public void look() {
        Map<Figure, Double> figures = new HashMap<>(Figure.all(metrics.read()));
        figures.putAll(events.figures(settings.staleAfter()));
        synchronized (this) {
            Instant now = clock.instant();
            boolean ended = silences.removeIf(it -> !it.until().isAfter(now));
            long dropped = book.dropped();
            List<Notice> notices = book.look(now, figures);
            metrics.counter("auditdb_alerts_dropped_total", "Alerts beyond the most, each time rules were looked at")
                    .add(book.dropped() - dropped);
            notices.forEach(this::record);
            couriers.send(notices.stream().filter(it -> !isSilenced(it.alert())).toList());
            remind(now);
            if (ended || !notices.isEmpty()) {
                keep();
            }
        }
    }

    private void remind(Instant now) {
        if (!reminded.plus(REMINDER).isAfter(now)) {
            reminded = now;
            couriers.remind(book.firing().stream()
                    .filter(it -> !isSilenced(it))
                    .map(it -> new Notice(Notice.Kind.FIRED, it))
                    .toList());
        }
    }

    private void record(Notice notice) {
        Alert alert = notice.alert();
        records.record(
                "monitoring",
                "alert." + notice.kind().name().toLowerCase(Locale.ROOT),
                new Target("alert", alert.id()),
                Map.of("rule", alert.rule(), "condition", alert.condition(), "labels", alert.labels()));
    }

    private boolean isSilenced(Alert alert) {
        return silences.stream().anyMatch(it -> it.covers(alert));
    }

    private void keep() {
        file.write(
                book.all().stream().filter(it -> it.state() != State.RESOLVED).toList(), silences);
    }

    private static void require(Access by) {
        if (!by.may(Right.OPERATE)) {
            throw new AuditDbException(StandardErrorCode.FORBIDDEN, "This needs the right operate");
        }
    }

    @Override
    public synchronized List<Alert> list(Access by) {
        require(by);
        return book.all().stream().map(it -> it.silenced(isSilenced(it))).toList();
    }

    @Override
    public synchronized Alert acknowledge(Access by, String id, String note) {
        require(by);
        requireShort("/note", note);
        Alert alert = book.acknowledge(id, new Acknowledgement(by.principal(), clock.instant(), note))
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.NOT_FOUND,
                        "No alert of this id fires; audit-db alert list shows those that do"));
        keep();
        records.record(
                by.principal(),
                "alert.acknowledge",
                new Target("alert", id),
                Map.of("rule", alert.rule(), "note", note));
        return alert;
    }

    private static void requireShort(String path, String text) {
        if (text.length() > MAX_TEXT) {
            throw invalid(path, "has " + text.length() + " characters, and at most " + MAX_TEXT + " may be");
        }
    }

    private static AuditDbException invalid(String path, String problem) {
        return new AuditDbException(
                StandardErrorCode.INVALID_REQUEST, "This cannot be done", List.of(new Fault(path, problem)));
    }

    @Override
    public synchronized List<Silence> silences(Access by) {
        require(by);
        Instant now = clock.instant();
        return silences.stream().filter(it -> it.until().isAfter(now)).toList();
    }

    @Override
    public synchronized Silence silence(
            Access by, Optional<String> rule, Map<String, String> labels, Duration time, String reason) {
        require(by);
        requireShort("/reason", reason);
        if (time.isNegative() || time.isZero() || time.compareTo(settings.maxSilence()) > 0) {
            throw invalid(
                    "/time",
                    "must be longer than 0 and at most " + settings.maxSilence()
                            + " (plugins.monitoring.alerts.max-silence)");
        }
        if (reason.isBlank()) {
            throw invalid("/reason", "is missing");
        }
        if (silences.size() >= settings.maxSilences()) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "There are " + silences.size()
                            + " silences, which is the most there may be (plugins.monitoring.alerts.max-silences)");
        }
        var silence = new Silence(
                UUID.randomUUID().toString(), rule, labels, clock.instant().plus(time), by.principal(), reason);
        silences.add(silence);
        keep();
        records.record(
                by.principal(),
                "alert.silence",
                new Target("silence", silence.id()),
                Map.of(
                        "rule",
                        rule.orElse("*"),
                        "labels",
                        labels,
                        "until",
                        silence.until().toString(),
                        "reason",
                        reason));
        return silence;
    }

    @Override
    public synchronized boolean endSilence(Access by, String id) {
        require(by);
        boolean ended = silences.removeIf(it -> it.id().equals(id));
        if (ended) {
            keep();
            records.record(by.principal(), "alert.silence.end", new Target("silence", id), Map.of());
        }
        return ended;
    }
}
