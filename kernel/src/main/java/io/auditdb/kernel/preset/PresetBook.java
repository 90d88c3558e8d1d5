package io.auditdb.kernel.preset;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.PresetDefinition;
import io.auditdb.kernel.event.ActionPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** All presets at one time, ready to be asked. Safe for use by many threads. */
final class PresetBook {
    static final PresetBook EMPTY = new PresetBook(List.of());
    /** Tenants beyond are answered as well, only slower. */
    private static final int MOST_REMEMBERED = 10_000;

    private final List<PresetDefinition> presets;
    private final Map<String, List<Preset>> byTenant = new ConcurrentHashMap<>();

    PresetBook(List<PresetDefinition> presets) {
        this.presets = List.copyOf(presets);
    }

    private record Preset(PresetDefinition definition, ActionPattern action) {
        static Preset of(PresetDefinition definition) {
            return new Preset(definition, new ActionPattern(definition.action()));
        }

        boolean concerns(AuditEvent event) {
            return event.action() != null && action.matches(event.action());
        }

        /** The more of an action is spelled out, the more is meant just this. */
        int detail() {
            return definition.action().replace("*", "").length();
        }
    }

    List<PresetDefinition> all() {
        return presets;
    }

    /** The tenant's own, and those for all that it has none of the name of; the most detailed first. */
    private List<Preset> of(String tenant) {
        if (presets.isEmpty() || tenant == null) {
            return List.of();
        }
        List<Preset> known = byTenant.get(tenant);
        if (known != null) {
            return known;
        }
        var own = presets.stream()
                .filter(it -> it.tenant().equals(tenant))
                .map(PresetDefinition::name)
                .collect(Collectors.toSet());
        List<Preset> found = presets.stream()
                .filter(it -> it.tenant().equals(tenant)
                        || (it.tenant().equals(PresetDefinition.EVERY_TENANT) && !own.contains(it.name())))
                .map(Preset::of)
                .sorted(Comparator.comparingInt(Preset::detail).reversed())
                .toList();
        if (byTenant.size() < MOST_REMEMBERED) {
            byTenant.put(tenant, found);
        }
        return found;
    }

    /** Returns the event with what is absent filled in; what is present stays. */
    AuditEvent fill(AuditEvent event) {
        AuditEvent now = event;
        for (Preset preset : of(event.tenant())) {
            if (!preset.concerns(event)) {
                continue;
            }
            for (var member : preset.definition().defaults().entrySet()) {
                if (PresetMembers.isAbsent(now, member.getKey())) {
                    AuditEvent.Builder filled = now.toBuilder();
                    PresetMembers.fill(filled, member.getKey(), member.getValue());
                    now = filled.build();
                }
            }
        }
        return now;
    }

    /** Returns a fault for each member that has to be there and is not. */
    List<Fault> missing(AuditEvent event) {
        List<Fault> faults = new ArrayList<>(0);
        for (Preset preset : of(event.tenant())) {
            if (!preset.concerns(event)) {
                continue;
            }
            for (String member : preset.definition().required()) {
                if (!PresetMembers.has(event, member)) {
                    faults.add(new Fault(
                            "/" + member.replace('.', '/'),
                            "is missing, which the preset "
                                    + preset.definition().name() + " asks for"));
                }
            }
        }
        return faults;
    }
}
