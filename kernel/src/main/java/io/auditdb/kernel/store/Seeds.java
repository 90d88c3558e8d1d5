package io.auditdb.kernel.store;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.primary.Connector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The default policies and presets. Adding them twice adds nothing; what an operator has changed stays. */
final class Seeds {
    private final DatabaseAddress admin;
    private final boolean dryRun;

    Seeds(DatabaseAddress admin, boolean dryRun) {
        this.admin = admin;
        this.dryRun = dryRun;
    }

    private record Policy(
            String name,
            String classification,
            String archiveAfter,
            String deleteAfter,
            String minimum,
            String description) {}

    private record Preset(String name, String action, String defaults, List<String> required, String description) {}

    private static final List<Policy> POLICIES = List.of(
            new Policy("standard", "INTERNAL", "90 days", "7 years", null, "Events of the organisation"),
            new Policy(
                    "phi_extended",
                    "PHI",
                    "90 days",
                    "7 years",
                    "6 years",
                    "Events about health data (45 CFR 164.316)"),
            new Policy("confidential", "CONFIDENTIAL", "90 days", "7 years", null, "Events that few may see"),
            new Policy("minimal", "PUBLIC", "30 days", "90 days", null, "Events that anybody may see"));

    private static final List<Preset> PRESETS = List.of(
            new Preset(
                    "authentication",
                    "auth.*",
                    "{\"classification\":\"INTERNAL\"}",
                    List.of("principal", "session"),
                    "Log-ins and log-outs"),
            new Preset(
                    "fhir_access",
                    "fhir.*",
                    "{\"classification\":\"PHI\",\"retentionPolicy\":\"phi_extended\"}",
                    List.of("principal", "target"),
                    "Access to clinical resources"),
            new Preset(
                    "system",
                    "system.*",
                    "{\"classification\":\"INTERNAL\"}",
                    List.of(),
                    "What systems do by themselves"),
            new Preset(
                    "data_operation",
                    "data.*",
                    "{\"classification\":\"CONFIDENTIAL\"}",
                    List.of("principal", "target"),
                    "Reads and writes of data"),
            new Preset(
                    "admin",
                    "admin.*",
                    "{\"classification\":\"CONFIDENTIAL\"}",
                    List.of("principal"),
                    "What administrators do"),
            new Preset(
                    "security",
                    "security.*",
                    "{\"classification\":\"CONFIDENTIAL\"}",
                    List.of("principal"),
                    "Security events"),
            new Preset(
                    "compliance",
                    "compliance.*",
                    "{\"classification\":\"CONFIDENTIAL\"}",
                    List.of("principal"),
                    "Compliance work"),
            new Preset(
                    "practitioner",
                    "practitioner.*",
                    "{\"classification\":\"CONFIDENTIAL\"}",
                    List.of("principal", "subject"),
                    "Licences and roles of practitioners"));

    List<String> policies() {
        return add("""
                INSERT INTO retention_policy
                  (name, classification, archive_after, delete_after, minimum, description, is_default)
                SELECT name, class, archive::interval, delete::interval, minimum::interval, description,
                       NOT EXISTS (SELECT FROM retention_policy WHERE classification = class AND is_default)
                FROM (VALUES (?, ?, ?, ?, ?, ?)) AS seed (name, class, archive, delete, minimum, description)
                ON CONFLICT DO NOTHING
                """, POLICIES, Policy::name, (statement, policy) -> {
            statement.setString(1, policy.name());
            statement.setString(2, policy.classification());
            statement.setString(3, policy.archiveAfter());
            statement.setString(4, policy.deleteAfter());
            statement.setString(5, policy.minimum());
            statement.setString(6, policy.description());
        });
    }

    List<String> presets() {
        return add(
                "INSERT INTO event_preset (name, tenant, action, defaults, required, description)"
                        + " VALUES (?, '*', ?, ?::jsonb, ?, ?) ON CONFLICT DO NOTHING",
                PRESETS,
                Preset::name,
                (statement, preset) -> {
                    statement.setString(1, preset.name());
                    statement.setString(2, preset.action());
                    statement.setString(3, preset.defaults());
                    statement.setArray(
                            4,
                            statement
                                    .getConnection()
                                    .createArrayOf("text", preset.required().toArray()));
                    statement.setString(5, preset.description());
                });
    }

    private <S> List<String> add(String sql, List<S> seeds, Function<S, String> name, Binding<S> binding) {
        var added = new ArrayList<String>();
        try (Connection connection = Connector.connect(admin)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (S seed : seeds) {
                    binding.bind(statement, seed);
                    if (statement.executeUpdate() > 0) {
                        added.add(name.apply(seed));
                    }
                }
            }
            if (dryRun) {
                connection.rollback();
            } else {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new SqlErrors().handle(e);
        }
        return added;
    }

    @FunctionalInterface
    private interface Binding<S> {
        void bind(PreparedStatement statement, S seed) throws SQLException;
    }
}
