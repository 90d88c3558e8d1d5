package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert.Severity;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A condition on figures. It holds for each figure by itself; one about events, for each tenant.
 *
 * @param name its name
 * @param text what it was parsed from
 * @param increase of a sum over so long, instead of the figure itself; empty: the figure
 * @param metric which figures
 * @param labels only those that have all of these
 * @param comparison how it is compared
 * @param threshold with what
 * @param forTime how long it has to hold
 * @param until what the figure has to come back to before the condition holds no more, so that it does not come and go
 * @param severity how much it matters
 */
record Rule(
        String name,
        String text,
        Optional<Duration> increase,
        String metric,
        Map<String, String> labels,
        Comparison comparison,
        double threshold,
        Duration forTime,
        double until,
        Severity severity) {
    /** How a figure is compared. */
    enum Comparison {
        ABOVE(">"),
        AT_LEAST(">="),
        BELOW("<"),
        AT_MOST("<=");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        static Comparison parse(String text) {
            for (Comparison each : values()) {
                if (each.text.equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException(text);
        }

        boolean holds(double value, double than) {
            return switch (this) {
                case ABOVE -> value > than;
                case AT_LEAST -> value >= than;
                case BELOW -> value < than;
                case AT_MOST -> value <= than;
            };
        }
    }

    /** The figure that is not the platform's own: events of tenants. */
    private static final String EVENTS = "events";

    /** Whether its labels say which events it is about; they are counted tenant by tenant. */
    boolean isAboutEvents() {
        return metric.equals(EVENTS);
    }

    /** Names what is counted for this rule. */
    Figure events(SortedMap<String, String> of) {
        return new Figure(EVENTS + " of " + name, of);
    }

    boolean isAbout(Figure figure) {
        return isAboutEvents()
                ? figure.name().equals(EVENTS + " of " + name)
                : metric.equals(figure.name()) && figure.labels().entrySet().containsAll(labels.entrySet());
    }

    /** Whether the condition holds for a figure, for which it held before or not; never for one that is not known. */
    boolean holds(double value, boolean before) {
        return comparison.holds(value, before ? until : threshold);
    }
}
