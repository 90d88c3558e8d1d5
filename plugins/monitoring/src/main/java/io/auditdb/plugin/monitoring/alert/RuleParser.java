package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert.Severity;
import io.auditdb.plugin.monitoring.alert.Rule.Comparison;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads rules: {@code [increase 5m of] metric[{label="value",…}] > 10 [for 1m] [until 5] [severity high]}. Comparisons are
 * {@code >}, {@code >=}, {@code <} and {@code <=}. A rule about {@code events} counts those of each tenant that have the
 * labels: action, where a star stands for any characters, status, classification, tenant.
 */
final class RuleParser {
    private static final Pattern RULE = Pattern.compile("(?:increase\\s+(?<increase>\\S+)\\s+of\\s+)?"
            + "(?<metric>[a-z][a-z0-9_]*)(?:\\{(?<labels>[^}]*)})?"
            + "\\s*(?<comparison>>=|<=|>|<)\\s*(?<threshold>\\S+)"
            + "(?:\\s+for\\s+(?<for>\\S+))?"
            + "(?:\\s+until\\s+(?<until>\\S+))?"
            + "(?:\\s+severity\\s+(?<severity>\\S+))?");
    private static final Pattern LABEL = Pattern.compile("\\s*([a-z][a-z0-9_]*)\\s*=\\s*\"([^\"]*)\"\\s*(?:,|$)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(7);

    private RuleParser() {}

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException with what is wrong with it
     */
    static Rule parse(String name, String text) {
        Matcher rule = RULE.matcher(text.strip());
        if (!rule.matches()) {
            throw new IllegalArgumentException(
                    "is no rule; one is: [increase 5m of] metric[{label=\"value\"}] > 10 [for 1m]"
                            + " [until 5] [severity high]");
        }
        Comparison comparison = Comparison.parse(rule.group("comparison"));
        double threshold = number(rule.group("threshold"));
        double until = rule.group("until") == null ? threshold : number(rule.group("until"));
        if (comparison.holds(until, threshold) && until != threshold) {
            throw new IllegalArgumentException("until " + rule.group("until") + " lies beyond the threshold");
        }
        return checked(new Rule(
                name,
                text.strip(),
                Optional.ofNullable(rule.group("increase")).map(RuleParser::time),
                rule.group("metric"),
                labels(rule.group("labels")),
                comparison,
                threshold,
                rule.group("for") == null ? Duration.ZERO : time(rule.group("for")),
                until,
                severity(rule.group("severity"))));
    }

    private static Rule checked(Rule rule) {
        if (rule.isAboutEvents()) {
            new EventPattern(rule.labels());
            boolean isGrowth = rule.comparison() == Comparison.ABOVE || rule.comparison() == Comparison.AT_LEAST;
            if (rule.increase().isEmpty() || !isGrowth || rule.threshold() < 0) {
                throw new IllegalArgumentException(
                        "events are counted over a time: increase 5m of events{action=\"record.read\"} > 100");
            }
        }
        return rule;
    }

    private static Map<String, String> labels(String text) {
        var labels = new HashMap<String, String>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int end = 0;
            while (end < text.length() && label.find(end) && label.start() == end) {
                labels.put(label.group(1), label.group(2));
                end = label.end();
            }
            if (end < text.length()) {
                throw new IllegalArgumentException("{" + text + "} are no labels");
            }
        }
        return labels;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no number", e);
        }
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration parsed = switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
            if (parsed.compareTo(LONGEST) <= 0) {
                return parsed;
            }
        }
        throw new IllegalArgumentException(text + " is no time such as 30s, 5m or 1h, at most 7d");
    }

    private static Severity severity(String text) {
        try {
            return text == null ? Severity.MEDIUM : Severity.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + " is no severity: info, low, medium, high or critical", e);
        }
    }
}
