package io.auditdb.plugin.compliancehipaa;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.EventPreset;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Events about health data: what was done to clinical records, and what concerns a patient. They are PHI unless they say so. */
final class ClinicalEvents implements EventPreset {
    private final Set<String> targets;
    private final Set<String> subjects;

    ClinicalEvents(Collection<String> targets, Collection<String> subjects) {
        this.targets = lowerCase(targets);
        this.subjects = lowerCase(subjects);
    }

    private static Set<String> lowerCase(Collection<String> types) {
        return types.stream().map(it -> it.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether what it is about is clinical, whatever it says of itself. */
    boolean contains(AuditEvent event) {
        return event.target().filter(it -> isAmong(targets, it.type())).isPresent()
                || event.subject().filter(it -> isAmong(subjects, it.type())).isPresent();
    }

    private static boolean isAmong(Set<String> types, String type) {
        return type != null && types.contains(type.toLowerCase(Locale.ROOT));
    }

    @Override
    public AuditEvent fill(AuditEvent event) {
        return event.classification().isEmpty() && contains(event)
                ? event.toBuilder().classification(Classification.PHI).build()
                : event;
    }
}
