package io.auditdb.plugin.monitoring.statement;

import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds statements that take longer than they use to, for two hours or more. What is usual is what they took at the same hour
 * of the week, where two weeks are known, else at the same hour of the day, where three are, and otherwise what nine of ten
 * hours before did not exceed. Safe for use by many threads.
 */
public final class Regressions {
    /** Of hours in which it hardly ran the mean says little. */
    private static final int FEWEST_CALLS = 20;

    private static final int FEWEST_HOURS = 12;
    private static final int FEWEST_WEEKS = 2;
    private static final int FEWEST_DAYS = 3;
    /** One hour alone may have been somebody's evaluation. */
    private static final int FEWEST_SLOW = 2;

    private static final double MOST_OF_THEM = 0.9;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration NOW = Duration.ofHours(2);
    private static final double WORTHWHILE_MILLIS = 10_000;
    private static final double PART_OF_LIMIT = 0.8;
    private static final int MOST_STATEMENTS = 50;

    private static final String HOURS = """
            SELECT h.node, h.statement, t.text, h.hour, h.calls, h.millis, h.hour >= now() - top.span AS recent
            FROM statement_hour h
            JOIN statement_text t ON t.statement = h.statement
            JOIN (SELECT node, statement, make_interval(hours => ?) AS span FROM statement_hour
                  WHERE hour >= now() - make_interval(hours => ?) AND statement <> 0
                  GROUP BY node, statement ORDER BY sum(millis) DESC LIMIT ?) top
                 ON top.node = h.node AND top.statement = h.statement
            WHERE h.calls >= ?
            ORDER BY h.node, h.statement, h.hour DESC
            """;
    /** What operators and the platform have done to it, queries and logins aside. */
    private static final String CHANGE = """
            SELECT action, target_id, occurred_at FROM audit_event
            WHERE tenant = '_system' AND occurred_at > ? AND occurred_at <= ?
              AND split_part(action, '.', 1) IN ('plugin', 'limit', 'partition', 'index', 'primary', 'config', 'platform')
            ORDER BY occurred_at DESC LIMIT 1
            """;

    private final Databases databases;
    private final double slower;

    /** Calls slower what takes so many times as long as usual. */
    public Regressions(Databases databases, double slower) {
        this.databases = databases;
        this.slower = slower;
    }

    /**
     * A statement that takes longer.
     *
     * @param id of its shape
     * @param node where
     * @param since the first hour in which it did
     * @param meanMillis how long it takes now
     * @param usualMillis how long it used to take
     * @param basis what that is known from
     * @param change what was changed last before; empty when nothing is on record
     */
    public record Regression(
            String id,
            String node,
            String text,
            Instant since,
            double meanMillis,
            double usualMillis,
            String basis,
            Optional<String> change) {}

    private record Hour(Instant start, long calls, double millis, boolean recent) {
        double mean() {
            return millis / calls;
        }
    }

    private record Key(String node, long statement, String text) {}

    private record Usual(double millis, String basis) {}

    /** Returns those that are slower now. */
    public List<Regression> found() {
        return databases.read(connection -> {
            var found = new ArrayList<Regression>();
            for (Map.Entry<Key, List<Hour>> each : hours(connection).entrySet()) {
                Optional<Regression> regression = of(connection, each.getKey(), each.getValue());
                regression.ifPresent(found::add);
            }
            return found;
        });
    }

    private static Map<Key, List<Hour>> hours(Connection connection) throws SQLException {
        var hours = new LinkedHashMap<Key, List<Hour>>();
        new Query(HOURS, (int) NOW.toHours(), (int) NOW.toHours(), MOST_STATEMENTS, FEWEST_CALLS)
                .rows(connection, row -> {
                    var key = new Key(row.getString("node"), row.getLong("statement"), row.getString("text"));
                    return hours.computeIfAbsent(key, it -> new ArrayList<>())
                            .add(new Hour(
                                    row.getObject("hour", OffsetDateTime.class).toInstant(),
                                    row.getLong("calls"),
                                    row.getDouble("millis"),
                                    row.getBoolean("recent")));
                });
        return hours;
    }

    /** Hours are newest first. Those from which on it is slower are not what is usual. */
    private Optional<Regression> of(Connection connection, Key key, List<Hour> hours) throws SQLException {
        if (!hours.get(0).recent()) {
            return Optional.empty();
        }
        for (int slow = 1; slow <= hours.size() - FEWEST_HOURS; slow++) {
            List<Hour> before = hours.subList(slow, hours.size());
            Usual usual = usual(hours.get(0), before);
            double limit = usual.millis() * slower;
            if (hours.get(0).mean() < limit) {
                return Optional.empty();
            }
            if (before.get(0).mean() < limit * PART_OF_LIMIT) {
                return slow < FEWEST_SLOW
                        ? Optional.empty()
                        : regression(connection, key, hours.subList(0, slow), usual);
            }
        }
        return Optional.empty();
    }

    private static Usual usual(Hour now, List<Hour> before) {
        List<Hour> weeks = same(now, before, WEEK);
        if (weeks.size() >= FEWEST_WEEKS) {
            return new Usual(quantile(weeks, 0.5), "the same hour of " + weeks.size() + " weeks before");
        }
        List<Hour> days = same(now, before, DAY);
        return days.size() >= FEWEST_DAYS
                ? new Usual(quantile(days, 0.5), "the same hour of " + days.size() + " days before")
                : new Usual(quantile(before, MOST_OF_THEM), "nine of ten of " + before.size() + " hours before");
    }

    private static List<Hour> same(Hour now, List<Hour> before, Duration period) {
        return before.stream()
                .filter(it -> Duration.between(it.start(), now.start()).toHours() % period.toHours() == 0)
                .toList();
    }

    private static double quantile(List<Hour> hours, double part) {
        List<Double> means = hours.stream().map(Hour::mean).sorted().toList();
        return means.get((int) Math.min(means.size() - 1L, Math.round(part * (means.size() - 1))));
    }

    private static Optional<Regression> regression(Connection connection, Key key, List<Hour> slow, Usual usual)
            throws SQLException {
        long calls = slow.stream().mapToLong(Hour::calls).sum();
        double millis = slow.stream().mapToDouble(Hour::millis).sum();
        if (millis - calls * usual.millis() < WORTHWHILE_MILLIS) {
            return Optional.empty();
        }
        Instant since = slow.get(slow.size() - 1).start();
        return Optional.of(new Regression(
                Shape.hex(key.statement()),
                key.node(),
                key.text(),
                since,
                millis / calls,
                usual.millis(),
                usual.basis(),
                change(connection, since)));
    }

    /** Within the day before, and in the hour in which it began. */
    private static Optional<String> change(Connection connection, Instant since) throws SQLException {
        return new Query(
                        CHANGE,
                        since.minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC),
                        since.plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                .first(
                        connection,
                        row -> row.getString("action") + " "
                                + Optional.ofNullable(row.getString("target_id"))
                                        .orElse("") + " at "
                                + row.getObject("occurred_at", OffsetDateTime.class)
                                        .toInstant());
    }
}
