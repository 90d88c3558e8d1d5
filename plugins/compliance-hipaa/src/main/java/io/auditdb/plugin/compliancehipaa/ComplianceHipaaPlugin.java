package io.auditdb.plugin.compliancehipaa;

import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import java.util.List;

/** Knows events about health data, and holds them to what HIPAA asks. */
public final class ComplianceHipaaPlugin implements Plugin {
    private List<EventPreset> presets = List.of();
    private List<EventValidator> validators = List.of();

    /** Called by the host. */
    public ComplianceHipaaPlugin() {}

    @Override
    public String name() {
        return "compliance-hipaa";
    }

    @Override
    public Class<? extends Record> settings() {
        return HipaaSettings.class;
    }

    @Override
    public void start(PluginContext context) {
        var settings = context.settings(HipaaSettings.class);
        var clinical = new ClinicalEvents(settings.clinicalTypes(), settings.patientTypes());
        presets = List.of(clinical);
        validators = List.of(new PhiRules(clinical, settings.require()));
    }

    @Override
    public List<EventPreset> presets() {
        return presets;
    }

    @Override
    public List<EventValidator> validators() {
        return validators;
    }
}
