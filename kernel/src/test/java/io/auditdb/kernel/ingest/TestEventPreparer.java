package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.json.StrictJson;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestEventPreparer {
    private final List<EventPreset> presets = new ArrayList<>();
    private final List<EventValidator> validators = new ArrayList<>();

    @Test
    void givesAnIdAndAClassificationToAnEventWithout() {
        AuditEvent bare = Events.small().id(null).classification(null).build();
        List<PreparedEvent> prepared = prepare(bare, bare);
        assertThat(prepared.get(0).event().id())
                .isNotNull()
                .isNotEqualTo(prepared.get(1).event().id());
        assertThat(prepared.get(0).event().classification()).contains(Classification.INTERNAL);
        assertThat(prepared.get(0).recordedAt()).isEqualTo(Events.NOW);
    }

    @Test
    void theSameEventHasAnotherLeafEachTime() {
        AuditEvent event = Events.full().build();
        List<PreparedEvent> prepared = prepare(event, event);
        assertThat(prepared.get(0).event()).isEqualTo(event);
        assertThat(prepared.get(0).leaf())
                .hasSize(32)
                .isNotEqualTo(prepared.get(1).leaf());
    }

    @Test
    void presetsFillInTheirOrderBeforeAnythingIsChecked() {
        presets.add(event -> event.toBuilder().action("first").build());
        presets.add(
                event -> event.toBuilder().action(event.action() + ".second").build());
        AuditEvent prepared =
                prepare(Events.small().action(null).build()).get(0).event();
        assertThat(prepared.action()).isEqualTo("first.second");
    }

    @Test
    void validatorsSeeOnlyWhatTheRulesLetPassAndAllAreHeard() {
        validators.add(event -> List.of(new Fault("/action", "is not welcome")));
        validators.add(event -> List.of(new Fault("/details/x", "is missing")));
        assertThat(refused(Events.small().build()).faults())
                .containsExactly(new Fault("/action", "is not welcome"), new Fault("/details/x", "is missing"));
        assertThat(refused(Events.small().action(null).build()).faults())
                .containsExactly(new Fault("/action", "is missing"));
    }

    @Test
    void everyFaultOfEveryEventIsNamedAndNothingIsPrepared() {
        AuditDbException refused = refused(
                Events.small().action(null).status(null).build(),
                Events.small().build(),
                Events.small().tenant("").build());
        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_EVENT);
        assertThat(refused.faults())
                .containsExactlyInAnyOrder(
                        new Fault("/0/action", "is missing"),
                        new Fault("/0/status", "is missing"),
                        new Fault("/2/tenant", "is empty"));
    }

    @Test
    void anEntryThatIsTooLargeIsRefusedAsSuch() {
        AuditDbException refused = refused(tooLarge());
        assertThat(refused.code()).isEqualTo(StandardErrorCode.TOO_LARGE);
        assertThat(refused.faults()).hasSize(1);
        assertThat(refused.faults().get(0).problem())
                .matches(
                        "makes a ledger entry of 6\\d{4} bytes; at most 65535 fit: give details fewer top-level members");
        assertThat(refused(tooLarge(), tooLarge()).code()).isEqualTo(StandardErrorCode.TOO_LARGE);
        assertThat(refused(Events.small().build(), tooLarge()).faults().get(0).path())
                .isEqualTo("/1");
    }

    @Test
    void anInvalidEventBesideOneThatIsTooLargeIsInvalid() {
        AuditDbException refused =
                refused(tooLarge(), Events.small().action(null).build());
        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_EVENT);
        assertThat(refused.faults().stream().map(Fault::path)).containsExactly("/0", "/1/action");
    }

    private static AuditEvent tooLarge() {
        AuditEvent.Builder event = Events.small();
        for (int i = 0; i < 1450; i++) {
            event.detail("d" + i, i);
        }
        return event.build();
    }

    @Test
    void digitsFinerThanAMicrosecondAreRefusedUnlessTheyMayGoToTheDetails() {
        AuditEvent fine = at("2026-01-31T08:15:30.123456789+01:00").build();
        assertThat(refused(fine).faults().get(0).path()).isEqualTo("/occurredAt");
        AuditEvent kept = keeping().prepare(List.of(fine)).get(0).event();
        assertThat(kept.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-01-31T08:15:30.123456+01:00"));
        assertThat(kept.details()).isEqualTo(Map.of("occurredAtExact", "2026-01-31T08:15:30.123456789+01:00"));
        AuditEvent coarse = at("2026-01-31T08:15:30.123456+01:00").build();
        assertThat(keeping().prepare(List.of(coarse)).get(0).event()).isEqualTo(coarse);
    }

    @Test
    void whatTheApplicationItselfSaysOfTheExactTimeIsNotOverwritten() {
        AuditEvent event = at("2026-01-31T08:15:30.123456789Z")
                .detail("occurredAtExact", "my own")
                .build();
        AuditDbException refused =
                catchThrowableOfType(AuditDbException.class, () -> keeping().prepare(List.of(event)));
        assertThat(refused.faults().get(0).path()).isEqualTo("/occurredAt");
    }

    private static AuditEvent.Builder at(String time) {
        return Events.small().occurredAt(OffsetDateTime.parse(time));
    }

    private EventPreparer keeping() {
        return preparer(Events.settings(EventSettings.FinerDigits.DETAILS));
    }

    private List<PreparedEvent> prepare(AuditEvent... events) {
        return preparer(Events.SETTINGS).prepare(List.of(events));
    }

    private AuditDbException refused(AuditEvent... events) {
        return catchThrowableOfType(AuditDbException.class, () -> prepare(events));
    }

    private EventPreparer preparer(EventSettings settings) {
        return new EventPreparer(
                settings, new StrictJson(), Clock.fixed(Events.NOW, ZoneOffset.UTC), () -> presets, () -> validators);
    }
}
