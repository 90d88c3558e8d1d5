package io.auditdb.api.event;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What events of some actions have when nobody says otherwise, and what they must say.
 *
 * @param name unique within its tenant
 * @param tenant whose events; {@link #EVERY_TENANT} for those of every tenant that has none of this name
 * @param action of which actions; {@code *} stands for any characters
 * @param defaults members to fill in where they are absent: {@code classification}, {@code retentionPolicy}, {@code purpose},
 *     {@code source}
 * @param required members that have to be there, such as {@code principal}, {@code target.id}, {@code session.ip} or {@code
 *     details.reason}
 * @param description for whoever reads the list
 */
public record PresetDefinition(
        String name,
        String tenant,
        String action,
        Map<String, String> defaults,
        List<String> required,
        String description) {
    /** The tenant of presets that are for all of them. */
    public static final String EVERY_TENANT = "*";

    /** Checks that the parts are there. */
    public PresetDefinition {
        requireNonNull(name, "name is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(action, "action is null");
        defaults = Map.copyOf(defaults);
        required = List.copyOf(required);
        requireNonNull(description, "description is null");
    }
}
