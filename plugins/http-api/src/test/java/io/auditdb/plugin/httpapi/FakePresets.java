package io.auditdb.plugin.httpapi;

import io.auditdb.api.event.EventPresets;
import io.auditdb.api.event.PresetDefinition;
import io.auditdb.api.security.Access;
import java.util.ArrayList;
import java.util.List;

/** Keeps presets in memory. */
final class FakePresets implements EventPresets {
    private final List<PresetDefinition> presets = new ArrayList<>();

    @Override
    public List<PresetDefinition> list(Access by) {
        return List.copyOf(presets);
    }

    @Override
    public void put(Access by, PresetDefinition preset) {
        remove(by, preset.tenant(), preset.name());
        presets.add(preset);
    }

    @Override
    public boolean remove(Access by, String tenant, String name) {
        return presets.removeIf(it -> it.tenant().equals(tenant) && it.name().equals(name));
    }
}
