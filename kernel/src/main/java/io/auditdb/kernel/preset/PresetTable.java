package io.auditdb.kernel.preset;

import io.auditdb.api.event.PresetDefinition;
import io.auditdb.api.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table {@code event_preset}. */
final class PresetTable {
    private static final String SELECT =
            "SELECT name, tenant, action, defaults, required, description FROM event_preset ORDER BY name, tenant";
    private static final String PUT = """
            INSERT INTO event_preset (name, tenant, action, defaults, required, description)
            SELECT ?, ?, ?, ?::jsonb, ?, ? WHERE (SELECT count(*) FROM event_preset WHERE (name, tenant) <> (?, ?)) < ?
            ON CONFLICT (tenant, name) DO UPDATE SET action = excluded.action, defaults = excluded.defaults,
              required = excluded.required, description = excluded.description
            """;
    private static final String DELETE = "DELETE FROM event_preset WHERE tenant = ? AND name = ?";

    private final Json json;

    PresetTable(Json json) {
        this.json = json;
    }

    List<PresetDefinition> list(Connection connection) throws SQLException {
        var presets = new ArrayList<PresetDefinition>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                presets.add(new PresetDefinition(
                        row.getString("name"),
                        row.getString("tenant"),
                        row.getString("action"),
                        defaults(row.getString("defaults")),
                        Arrays.asList((String[]) row.getArray("required").getArray()),
                        row.getString("description")));
            }
        }
        return presets;
    }

    private Map<String, String> defaults(String text) {
        var defaults = new LinkedHashMap<String, String>();
        ((Map<?, ?>) json.read(text)).forEach((name, value) -> defaults.put((String) name, String.valueOf(value)));
        return defaults;
    }

    /** Returns whether there was room. */
    boolean put(Connection connection, PresetDefinition preset, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, preset.name());
            statement.setString(2, preset.tenant());
            statement.setString(3, preset.action());
            statement.setString(4, json.write(preset.defaults()));
            statement.setArray(
                    5, connection.createArrayOf("text", preset.required().toArray()));
            statement.setString(6, preset.description());
            statement.setString(7, preset.name());
            statement.setString(8, preset.tenant());
            statement.setInt(9, most);
            return statement.executeUpdate() == 1;
        }
    }

    /** Returns whether it was there. */
    boolean delete(Connection connection, String tenant, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, tenant);
            statement.setString(2, name);
            return statement.executeUpdate() == 1;
        }
    }
}
