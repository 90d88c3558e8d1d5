package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.PartitionRetention;
import io.auditdb.api.compliance.PartitionRetention.Action;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.compliance.RetentionStep;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionStep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What retention does with what is archived. */
class TestArchiveRetention {
    private ArchivedDatabase archived;
    private RetentionManager retention;

    @BeforeEach
    void open() {
        archived = ArchivedDatabase.open(
                Map.of("plugins.partitioning.retention.step-rows", 3, "ledger.verification.background.enabled", false));
        retention = archived.audit().platform().service(RetentionManager.class);
        archived.verifyIntact();
    }

    @AfterEach
    void close() {
        archived.close();
    }

    /** Appends events of one month, of these policies in turn. */
    private List<AuditEvent> append(String month, int count, String... policies) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < count; i++) {
            events.add(SampleEvents.event(i).toBuilder()
                    .id(UUID.randomUUID())
                    .tenant("tenant-1")
                    .occurredAt(OffsetDateTime.parse(month + "-10T00:00:00Z").plusMinutes(i))
                    .classification(Classification.PUBLIC)
                    .retentionPolicy(policies[i % policies.length])
                    .build());
        }
        archived.append(events);
        return events;
    }

    private void policy(String name, String archiveAfter, String deleteAfter) {
        retention.add(
                ArchivedDatabase.OPERATOR,
                new RetentionPolicy(
                        name,
                        Classification.PUBLIC,
                        false,
                        Optional.ofNullable(archiveAfter).map(Period::parse),
                        Optional.ofNullable(deleteAfter).map(Period::parse),
                        Optional.empty(),
                        "for a test"));
    }

    private PartitionRetention plan(ArchiveInfo archive) {
        return retention.plan(ArchivedDatabase.OPERATOR).stream()
                .filter(it -> it.archive().equals(Optional.of(archive.id())))
                .findFirst()
                .orElseThrow();
    }

    private RetentionStep apply(ArchiveInfo archive) {
        return retention.apply(ArchivedDatabase.OPERATOR, false).stream()
                .filter(it -> it.plan().archive().equals(Optional.of(archive.id())))
                .findFirst()
                .orElseThrow();
    }

    private ArchiveInfo archive(String before) {
        TestRemoval.awaitMaintenance(archived.audit());
        archived.archive(before);
        return archived.archives().list().get(0);
    }

    private List<UUID> found() {
        return archived.query(EventQuery.builder()).stream()
                .map(it -> it.event().id())
                .sorted()
                .toList();
    }

    private static List<UUID> ids(List<AuditEvent> events, int every) {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < events.size(); i++) {
            if (every == 0 || i % every != 0) {
                ids.add(events.get(i).id());
            }
        }
        return ids.stream().sorted().toList();
    }

    private void verify() {
        archived.awaitAllSealed();
        archived.verifyIntact();
    }

    @Test
    void takesOutOfAnArchiveWhatIsPastItsPolicyAndKeepsTheRest() {
        List<AuditEvent> events = append("2015-04", 20, "brief", "unknown");
        ArchiveInfo before = archive("2015-05-01");
        policy("brief", null, "P1D");
        PartitionRetention plan = plan(before);
        assertThat(plan.action()).isEqualTo(Action.THIN);
        assertThat(plan.reasons()).startsWith("10 of 20 events may go");

        RetentionStep step = apply(before);
        assertThat(step.outcome()).isEqualTo(Outcome.DONE);
        assertThat(step.removed()).isEqualTo(10);
        assertThat(found()).isEqualTo(ids(events, 2));
        assertThat(archived.audit().database().find("tenant-1", events.get(0).id()))
                .isEmpty();
        assertThat(archived.audit().database().append(events.get(0)).duplicate())
                .isTrue();
        assertThat(archived.file(before)).doesNotExist();
        ArchiveInfo after = archived.archives().list().get(0);
        assertThat(after.contents().orElseThrow().rows()).isEqualTo(10);
        assertThat(archived.archives().verify(after.id(), 10)).isEmpty();
        assertThat(archived.audit()
                        .database()
                        .query(EventQuery.builder()
                                .tenant(AuditDatabase.SYSTEM_TENANT)
                                .action("retention.delete")
                                .build())
                        .events())
                .extracting(RecordedEvent::event)
                .isNotEmpty()
                .allSatisfy(it -> {
                    assertThat(it.target().orElseThrow().type()).isEqualTo("archive");
                    assertThat(it.target().orElseThrow().id())
                            .isEqualTo(before.id().toString());
                });
        verify();
        archived.archives().restore("operator", after.id());
        verify();
        assertThat(found()).isEqualTo(ids(events, 2));
    }

    @Test
    void leavesNothingOfAnArchiveOfWhichAllIsPast() {
        append("2015-04", 5, "brief");
        List<AuditEvent> stay = append("2015-05", 5, "unknown");
        ArchiveInfo april = archive("2015-06-01");
        policy("brief", null, "P1D");
        assertThat(plan(april).action()).isEqualTo(Action.DROP);
        assertThat(apply(april).removed()).isEqualTo(5);
        assertThat(archived.archives().list())
                .hasSize(1)
                .noneMatch(it -> it.range().equals(april.range()));
        assertThat(archived.file(april)).doesNotExist();
        assertThat(archived.manifest(april)).doesNotExist();
        assertThat(found()).isEqualTo(ids(stay, 0));
        verify();
    }

    @Test
    void takesNothingOutThatIsHeld() {
        List<AuditEvent> events = append("2015-04", 4, "brief");
        ArchiveInfo before = archive("2015-05-01");
        policy("brief", null, "P1D");
        LegalHolds holds = archived.audit().platform().service(LegalHolds.class);
        var hold = holds.add(
                ArchivedDatabase.OPERATOR,
                new HoldScope("tenant-1", null, null, null, null, null, null),
                "court",
                "file 17");
        assertThat(plan(before).action()).isEqualTo(Action.KEEP);
        assertThat(plan(before).held()).isEqualTo(4);
        retention.apply(ArchivedDatabase.OPERATOR, false);
        assertThat(found()).isEqualTo(ids(events, 0));
        holds.release(ArchivedDatabase.OPERATOR, hold.id(), "settled");
        assertThat(plan(before).action()).isEqualTo(Action.DROP);
        assertThat(apply(before).removed()).isEqualTo(4);
        assertThat(found()).isEmpty();
        verify();
    }

    @Test
    void readsAnArchiveOnlyWhenSomethingOfItCanBeDue() throws IOException {
        append("2015-04", 4, "brief", "unknown");
        ArchiveInfo archive = archive("2015-05-01");
        policy("brief", null, "P90Y");
        Path moved = archived.files().resolveSibling("elsewhere");
        Files.move(archived.files(), moved);
        assertThat(plan(archive).reasons()).singleElement().asString().startsWith("nothing in it is past any policy");
        policy("other", null, "P1D");
        assertThat(plan(archive).action()).isEqualTo(Action.UNKNOWN);
        RetentionStep untouched = apply(archive);
        assertThat(untouched.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(untouched.problem()).get().asString().startsWith("it cannot be read: ");
        Files.move(moved, archived.files());
        PartitionRetention read = plan(archive);
        assertThat(read.action()).isEqualTo(Action.KEEP);
        Files.move(archived.files(), moved);
        assertThat(plan(archive)).isEqualTo(read);
        Files.move(moved, archived.files());
    }

    @Test
    void archivesWhatIsPastTheTimeAfterWhichItIsArchived() {
        List<AuditEvent> events = append("2015-04", 6, "slow");
        policy("slow", "P30D", "P90Y");
        TestRemoval.awaitMaintenance(archived.audit());
        assertThat(retention.apply(ArchivedDatabase.OPERATOR, false))
                .filteredOn(it -> it.plan().action() == Action.ARCHIVE)
                .singleElement()
                .satisfies(it -> assertThat(it.outcome()).isEqualTo(Outcome.DONE));
        assertThat(archived.archives().list())
                .singleElement()
                .satisfies(it -> assertThat(it.state()).isEqualTo(ArchiveInfo.State.LIVE));
        assertThat(found()).isEqualTo(ids(events, 0));
        verify();
    }
}
