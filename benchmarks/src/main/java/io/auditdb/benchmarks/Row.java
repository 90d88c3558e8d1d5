package io.auditdb.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured figure, and what it must reach.
 *
 * @param row its name, which stays the same from release to release
 * @param value what was measured
 * @param unit what it is measured in
 * @param aim what is wanted
 * @param floor what must hold
 * @param better which way is better
 * @param settings sizes, options and the peers' own figures, in the order to print
 */
public record Row(
        String row, double value, String unit, double aim, double floor, Better better, Map<String, Object> settings) {
    /** Which way a figure improves. */
    public enum Better {
        /** More is better. */
        HIGHER,
        /** Less is better. */
        LOWER
    }

    /** Keeps the settings as they are now. */
    public Row {
        settings = new LinkedHashMap<>(settings);
    }

    /** Returns whether what must hold does. */
    public boolean holds() {
        return better == Better.HIGHER ? value >= floor : value <= floor;
    }

    boolean reachesAim() {
        return better == Better.HIGHER ? value >= aim : value <= aim;
    }

    /** Returns the JSON object that is printed for it. */
    Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("row", row);
        json.put("value", rounded(value));
        json.put("unit", unit);
        json.put("aim", aim);
        json.put("floor", floor);
        json.put("holds", holds());
        json.put("settings", settings);
        return json;
    }

    /** Three digits say all that such a measurement knows. */
    public static double rounded(double value) {
        if (value == 0) {
            return 0;
        }
        double scale = Math.pow(10, 2 - Math.floor(Math.log10(Math.abs(value))));
        return Math.round(value * scale) / scale;
    }
}
