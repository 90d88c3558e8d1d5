package io.auditdb.plugin.compliancehipaa;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.EventValidator;
import java.util.ArrayList;
import java.util.List;

/** What an event about health data must say (45 CFR 164.312(b): activity that can be examined). */
final class PhiRules implements EventValidator {
    static final List<String> NAMES = List.of("who", "what", "patient", "session");

    private static final String WHY =
            ", which an event about health data must say" + " (plugins.compliance-hipaa.require)";

    private final ClinicalEvents clinical;
    private final List<String> required;

    PhiRules(ClinicalEvents clinical, List<String> required) {
        this.clinical = clinical;
        this.required = required;
    }

    @Override
    public List<Fault> validate(AuditEvent event) {
        boolean isPhi =
                event.classification().filter(it -> it == Classification.PHI).isPresent();
        boolean isClinical = clinical.contains(event);
        if (!isPhi && !isClinical) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>(0);
        if (!isPhi) {
            faults.add(new Fault("/classification", "must be PHI, because of its target or subject"));
        }
        for (String rule : required) {
            check(event, rule, faults);
        }
        return faults;
    }

    private static void check(AuditEvent event, String rule, List<Fault> faults) {
        switch (rule) {
            case "who" -> require(event.principal().isPresent(), "/principal", faults);
            case "what" -> require(event.target().isPresent(), "/target", faults);
            case "patient" -> require(event.subject().isPresent(), "/subject", faults);
            default -> require(event.session().isPresent(), "/session", faults);
        }
    }

    private static void require(boolean isThere, String path, List<Fault> faults) {
        if (!isThere) {
            faults.add(new Fault(path, "is missing" + WHY));
        }
    }
}
