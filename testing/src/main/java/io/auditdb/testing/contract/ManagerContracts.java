package io.auditdb.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Classification;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.operations.StatementQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionInfo;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Of those who manage what is in the database, and are asked on a whole platform: who may ask, what a dry run leaves alone,
 * and what is said of what is not there.
 */
final class ManagerContracts {
    private static final Access OPERATOR = new Access("contract", Set.of(), Set.of(Right.OPERATE));
    /** Has every right but the one that counts. */
    private static final Access STRANGER = new Access(
            "stranger", Set.of(), EnumSet.complementOf(EnumSet.of(Right.OPERATE, Right.ADMIN, Right.REIDENTIFY)));

    private static final Instant LONG_AGO = Instant.parse("1971-01-01T00:00:00Z");

    private ManagerContracts() {}

    private static <E> Promise<E> asked(String text, Promise.Check<E> check) {
        return Promise.of(text, Capability.WITH_PLATFORM, check);
    }

    /** Each call is refused, whatever else would be wrong with it. */
    private static <E> Promise<E> onlyOperatorsMay(List<BiConsumer<E, Access>> calls) {
        return asked("does nothing for those who may not operate", it -> {
            for (BiConsumer<E, Access> call : calls) {
                fails(StandardErrorCode.FORBIDDEN, () -> call.accept(it, STRANGER));
            }
        });
    }

    private static void fails(StandardErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static List<Promise<PartitionManager>> partitionManagers() {
        var year =
                new PartitionOrder(new PartitionRange(LONG_AGO, LONG_AGO.plus(Duration.ofDays(365))), Optional.empty());
        return List.of(
                onlyOperatorsMay(List.of(
                        PartitionManager::list,
                        PartitionManager::analyze,
                        (it, by) -> it.create(by, year, false),
                        (it, by) -> it.maintain(by, false),
                        (it, by) -> it.drain(by, false),
                        (it, by) -> it.cleanup(by, LONG_AGO, false),
                        (it, by) -> it.archive(by, LONG_AGO, false))),
                asked("lists partitions from the oldest on, which do not overlap", it -> {
                    List<PartitionRange> ranges = it.list(OPERATOR).stream()
                            .flatMap(partition -> partition.range().stream())
                            .toList();
                    for (int i = 1; i < ranges.size(); i++) {
                        assertThat(ranges.get(i).from())
                                .isAfterOrEqualTo(ranges.get(i - 1).to());
                    }
                }),
                asked("only says what it would do when nothing more is wanted", it -> {
                    List<String> before = names(it);
                    assertThat(it.create(OPERATOR, year, true)).isNotEmpty();
                    it.maintain(OPERATOR, true);
                    it.drain(OPERATOR, true);
                    it.cleanup(OPERATOR, Instant.now(), true);
                    assertThat(names(it)).isEqualTo(before);
                }),
                asked("finds nothing to do a second time", it -> {
                    it.create(OPERATOR, year, false);
                    List<String> after = names(it);
                    it.create(OPERATOR, year, false);
                    assertThat(names(it)).isEqualTo(after);
                }));
    }

    private static List<String> names(PartitionManager partitions) {
        return partitions.list(OPERATOR).stream().map(PartitionInfo::name).toList();
    }

    static List<Promise<IndexManager>> indexManagers() {
        return List.of(
                onlyOperatorsMay(
                        List.of(IndexManager::usage, IndexManager::advise, (it, by) -> it.apply(by, true, false))),
                asked("drops nothing when it only says what it would do", it -> {
                    int before = it.usage(OPERATOR).size();
                    it.apply(OPERATOR, true, true);
                    assertThat(it.usage(OPERATOR)).hasSize(before);
                }));
    }

    static List<Promise<LegalHolds>> legalHolds() {
        var scope = new HoldScope("contract", "nobody", null, null, null, null, null);
        return List.of(
                onlyOperatorsMay(List.of(
                        (it, by) -> it.add(by, scope, "court", "case"),
                        (it, by) -> it.list(by, true),
                        (it, by) -> it.release(by, new UUID(1, 1), "over"))),
                asked("keeps a hold until it is released, and tells of it afterwards", it -> {
                    LegalHold hold = it.add(OPERATOR, scope, "court", "case");
                    assertThat(it.list(OPERATOR, false))
                            .extracting(LegalHold::id)
                            .contains(hold.id());
                    it.release(OPERATOR, hold.id(), "over");
                    assertThat(it.list(OPERATOR, false))
                            .extracting(LegalHold::id)
                            .doesNotContain(hold.id());
                    assertThat(it.list(OPERATOR, true))
                            .extracting(LegalHold::id)
                            .contains(hold.id());
                    fails(StandardErrorCode.CONFLICT, () -> it.release(OPERATOR, hold.id(), "again"));
                }),
                asked("shows nobody the holds of other tenants", it -> {
                    LegalHold hold = it.add(OPERATOR, scope, "court", "case");
                    var other = new Access("other", Set.of("elsewhere"), Set.of(Right.OPERATE));
                    assertThat(it.list(other, true)).extracting(LegalHold::id).doesNotContain(hold.id());
                    fails(StandardErrorCode.NOT_FOUND, () -> it.release(other, hold.id(), "not mine"));
                    it.release(OPERATOR, hold.id(), "over");
                }),
                asked("says what is wrong with a hold", it -> {
                    fails(StandardErrorCode.INVALID_REQUEST, () -> it.add(OPERATOR, scope, "", ""));
                    fails(StandardErrorCode.NOT_FOUND, () -> it.release(OPERATOR, new UUID(1, 1), "over"));
                }));
    }

    static List<Promise<RetentionManager>> retentionManagers() {
        var policy = new RetentionPolicy(
                "contract",
                Classification.INTERNAL,
                false,
                Optional.empty(),
                Optional.of(Period.ofYears(100)),
                Optional.empty(),
                "Asked for by a contract");
        return List.of(
                onlyOperatorsMay(List.of(
                        RetentionManager::policies,
                        RetentionManager::floors,
                        (it, by) -> it.applying(by, Classification.PHI, null, LONG_AGO),
                        (it, by) -> it.add(by, policy),
                        (it, by) -> it.change(by, policy),
                        RetentionManager::plan,
                        (it, by) -> it.apply(by, false))),
                asked("changes policies only for those who have all tenants", it -> {
                    var one = new Access("one", Set.of("contract"), Set.of(Right.OPERATE));
                    fails(StandardErrorCode.FORBIDDEN, () -> it.add(one, policy));
                    fails(StandardErrorCode.FORBIDDEN, () -> it.change(one, policy));
                    fails(StandardErrorCode.FORBIDDEN, () -> it.apply(one, false));
                }),
                asked("says what applies to an event of any classification", it -> {
                    for (Classification classification : Classification.values()) {
                        assertThat(it.applying(OPERATOR, classification, null, LONG_AGO))
                                .isNotNull();
                    }
                }),
                asked(
                        "only changes a policy that there is",
                        it -> fails(StandardErrorCode.NOT_FOUND, () -> it.change(OPERATOR, policy))),
                asked("plans without changing anything", it -> {
                    it.plan(OPERATOR);
                    it.apply(OPERATOR, true);
                    assertThat(it.plan(OPERATOR)).isNotNull();
                }));
    }

    static List<Promise<PerformanceMonitor>> performanceMonitors() {
        var query = new StatementQuery(Duration.ofHours(1), Duration.ZERO, StatementQuery.Order.TOTAL, 5, true);
        return List.of(
                onlyOperatorsMay(List.of(
                        (it, by) -> it.statements(by, query),
                        PerformanceMonitor::tables,
                        PerformanceMonitor::advise,
                        (it, by) -> it.forecast(by, Duration.ofHours(1)))),
                asked("answers every question", it -> {
                    assertThat(it.statements(OPERATOR, query)).isNotNull();
                    assertThat(it.tables(OPERATOR)).isNotEmpty();
                    assertThat(it.advise(OPERATOR)).isNotNull();
                    assertThat(it.forecast(OPERATOR, Duration.ofHours(1))).isNotNull();
                }),
                asked("looks ahead as far as it says", it -> {
                    fails(StandardErrorCode.INVALID_REQUEST, () -> it.forecast(OPERATOR, Duration.ofMinutes(1)));
                    fails(StandardErrorCode.INVALID_REQUEST, () -> it.forecast(OPERATOR, Duration.ofDays(31)));
                }));
    }

    static List<Promise<Advisor>> advisors() {
        return List.of(
                Promise.of("has a name", it -> assertThat(it.name()).isNotBlank()),
                asked("says what to do and what that rests on", it -> {
                    AdviceReport report = it.advise();
                    report.advice().forEach(advice -> {
                        assertThat(advice.recommendation()).isNotBlank();
                        assertThat(advice.evidence()).isNotBlank();
                    });
                    assertThat(report.remarks()).noneMatch(String::isBlank);
                }));
    }

    static List<Promise<Alerts>> alerts() {
        return List.of(
                onlyOperatorsMay(List.of(
                        Alerts::list,
                        (it, by) -> it.acknowledge(by, "none", "seen"),
                        Alerts::silences,
                        (it, by) -> it.silence(by, Optional.empty(), Map.of(), Duration.ofMinutes(1), "quiet"),
                        (it, by) -> it.endSilence(by, "none"))),
                asked("keeps a silence until it is ended", it -> {
                    Silence silence = it.silence(
                            OPERATOR, Optional.empty(), Map.of("no", "such"), Duration.ofMinutes(1), "quiet");
                    assertThat(it.silences(OPERATOR)).extracting(Silence::id).contains(silence.id());
                    assertThat(it.endSilence(OPERATOR, silence.id())).isTrue();
                    assertThat(it.endSilence(OPERATOR, silence.id())).isFalse();
                    assertThat(it.silences(OPERATOR)).extracting(Silence::id).doesNotContain(silence.id());
                }),
                asked(
                        "acknowledges what fires and nothing else",
                        it -> fails(StandardErrorCode.NOT_FOUND, () -> it.acknowledge(OPERATOR, "none", "seen"))));
    }
}
