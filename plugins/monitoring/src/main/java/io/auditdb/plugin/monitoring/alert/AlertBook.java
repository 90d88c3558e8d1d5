package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which conditions hold, for what, and since when. Knows time only from what it is told. For one thread.
 */
final class AlertBook {
    private static final Logger log = LoggerFactory.getLogger(AlertBook.class);
    private static final int MAX_RESOLVED = 200;
    private static final int ID_BYTES = 8;

    private final List<Rule> rules;
    private final AlertSettings settings;
    private final Map<String, Alert> open = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private final Map<String, Instant> escalated = new HashMap<>();
    private final Map<String, Growth> growths = new HashMap<>();
    private final Map<String, Alert> resolved = new LinkedHashMap<>();
    private long dropped;

    /** Goes on with what was open before. */
    AlertBook(List<Rule> rules, AlertSettings settings, Collection<Alert> before) {
        this.rules = rules;
        this.settings = settings;
        before.stream()
                .filter(it -> it.state() != State.RESOLVED)
                .filter(it -> rules.stream().anyMatch(rule -> rule.name().equals(it.rule())))
                .forEach(it -> open.put(it.id(), it));
    }

    /** Looks at all figures; returns what has fired, was resolved, or has fired for too long with nobody to look after it. */
    List<Notice> look(Instant now, Map<Figure, Double> figures) {
        var notices = new ArrayList<Notice>();
        for (Rule rule : rules) {
            figures.forEach((figure, value) -> {
                if (rule.isAbout(figure)) {
                    judge(rule, figure.labels(), value, now).ifPresent(notices::add);
                }
            });
        }
        stale(now).forEach(notices::add);
        growths.values().removeIf(it -> it.isGone(now.minus(settings.staleAfter())));
        neglected(now).forEach(notices::add);
        return notices;
    }

    private Optional<Notice> judge(Rule rule, SortedMap<String, String> labels, double figure, Instant now) {
        String id = id(rule, labels);
        double value = rule.increase()
                .map(over -> growths.computeIfAbsent(id, it -> growth(rule, over, now))
                        .add(now, figure))
                .orElse(figure);
        Alert before = open.get(id);
        if (before != null) {
            seen.put(id, now);
        }
        if (!rule.holds(value, before != null)) {
            boolean over = before != null
                    && (rule.increase().isEmpty() || growths.get(id).isWhole(now));
            return over ? close(before, value, now) : Optional.empty();
        }
        if (before == null) {
            if (isFull(rule)) {
                drop();
                return Optional.empty();
            }
            before = new Alert(
                    id,
                    rule.name(),
                    rule.text(),
                    rule.severity(),
                    labels,
                    State.PENDING,
                    value,
                    now,
                    now,
                    Optional.empty(),
                    false);
            seen.put(id, now);
        }
        boolean fires =
                before.state() == State.PENDING && !now.isBefore(before.since().plus(rule.forTime()));
        Alert after = before.with(fires ? State.FIRING : before.state(), value, fires ? now : before.changed());
        open.put(id, after);
        return fires ? Optional.of(new Notice(Notice.Kind.FIRED, after)) : Optional.empty();
    }

    /** Events are counted from the moment on at which the first of a tenant comes. */
    private static Growth growth(Rule rule, Duration over, Instant now) {
        var growth = new Growth(over);
        if (rule.isAboutEvents()) {
            growth.add(now, 0);
        }
        return growth;
    }

    /** Tenants may have half of the room, so that many of them do not hide what ails the platform. */
    private boolean isFull(Rule rule) {
        if (open.size() >= settings.maxAlerts()) {
            return true;
        }
        if (!rule.isAboutEvents()) {
            return false;
        }
        long ofEvents = rules.stream()
                .filter(Rule::isAboutEvents)
                .mapToLong(each -> open.values().stream()
                        .filter(it -> it.rule().equals(each.name()))
                        .count())
                .sum();
        return ofEvents >= settings.maxAlerts() / 2;
    }

    private void drop() {
        if (dropped++ == 0) {
            log.warn(
                    "There are {} alerts, which is the most (plugins.monitoring.alerts.max-alerts); others are not kept",
                    settings.maxAlerts());
        }
    }

    /** What only was pending goes without a word. */
    private Optional<Notice> close(Alert alert, double value, Instant now) {
        open.remove(alert.id());
        seen.remove(alert.id());
        escalated.remove(alert.id());
        if (alert.state() == State.PENDING) {
            return Optional.empty();
        }
        Alert after = alert.with(State.RESOLVED, value, now);
        resolved.remove(alert.id());
        resolved.put(alert.id(), after);
        if (resolved.size() > MAX_RESOLVED) {
            resolved.remove(resolved.keySet().iterator().next());
        }
        return Optional.of(new Notice(Notice.Kind.RESOLVED, after));
    }

    /** A figure that is gone for good, as of a plugin that was switched off, is no reason to go on. */
    private List<Notice> stale(Instant now) {
        return open.values().stream()
                .filter(it -> seen.computeIfAbsent(it.id(), id -> now).isBefore(now.minus(settings.staleAfter())))
                .toList()
                .stream()
                .flatMap(it -> close(it, Double.NaN, now).stream())
                .toList();
    }

    private List<Notice> neglected(Instant now) {
        return open.values().stream()
                .filter(it -> it.state() == State.FIRING && it.acknowledged().isEmpty())
                .filter(it -> !it.changed().plus(settings.escalateAfter()).isAfter(now))
                .filter(it -> escalated.putIfAbsent(it.id(), now) == null)
                .map(it -> new Notice(Notice.Kind.ESCALATED, it))
                .toList();
    }

    /** Empty when none of this id fires. */
    Optional<Alert> acknowledge(String id, Acknowledgement by) {
        Alert alert = open.get(id);
        if (alert == null || alert.state() != State.FIRING) {
            return Optional.empty();
        }
        Alert after = alert.acknowledged(by);
        open.put(id, after);
        return Optional.of(after);
    }

    /** Returns all that are open, and the last that were resolved: worst first, then newest first. */
    List<Alert> all() {
        var all = new ArrayList<>(open.values());
        resolved.values().stream().filter(it -> !open.containsKey(it.id())).forEach(all::add);
        all.sort(Comparator.comparing((Alert it) -> it.state() == State.RESOLVED)
                .thenComparing(Alert::severity, Comparator.reverseOrder())
                .thenComparing(Alert::changed, Comparator.reverseOrder())
                .thenComparing(Alert::id));
        return all;
    }

    List<Alert> firing() {
        return open.values().stream().filter(it -> it.state() == State.FIRING).toList();
    }

    /** Returns how many found no room, each time it was looked. */
    long dropped() {
        return dropped;
    }

    private static String id(Rule rule, SortedMap<String, String> labels) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((rule.name() + labels).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
