package io.auditdb.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import java.util.List;

/** Of those who see events on their way. */
final class EventContracts {
    private EventContracts() {}

    static List<Promise<EventPreset>> presets() {
        return List.of(
                Promise.of("changes nothing that is there", it -> {
                    AuditEvent full = SampleEvents.most();
                    assertThat(it.fill(full)).isEqualTo(full);
                }),
                Promise.of("fills in the same a second time", it -> {
                    AuditEvent once = it.fill(SampleEvents.least());
                    assertThat(it.fill(once)).isEqualTo(once);
                }),
                Promise.of("leaves what makes the event what it is", it -> {
                    AuditEvent before = SampleEvents.least();
                    AuditEvent after = it.fill(before);
                    assertThat(after.id()).isEqualTo(before.id());
                    assertThat(after.tenant()).isEqualTo(before.tenant());
                    assertThat(after.occurredAt()).isEqualTo(before.occurredAt());
                    assertThat(after.action()).isEqualTo(before.action());
                    assertThat(after.principal()).isEqualTo(before.principal());
                }));
    }

    static List<Promise<EventValidator>> validators() {
        return List.of(
                Promise.of(
                        "judges the same event alike",
                        it -> SampleEvents.all()
                                .forEach(event -> assertThat(it.validate(event)).isEqualTo(it.validate(event)))),
                Promise.of("says what is wrong and where", it -> {
                    for (AuditEvent event : SampleEvents.all()) {
                        assertThat(it.validate(event))
                                .allMatch(fault -> !fault.problem().isBlank());
                        assertThat(it.validate(event))
                                .allMatch(fault ->
                                        fault.path().isEmpty() || fault.path().startsWith("/"));
                    }
                }));
    }

    static List<Promise<EventListener>> listeners() {
        return List.of(Promise.of(
                "takes events of any shape, many times",
                it -> assertThatCode(() -> {
                            it.appended(SampleEvents.recorded());
                            it.appended(SampleEvents.recorded());
                        })
                        .doesNotThrowAnyException()));
    }
}
