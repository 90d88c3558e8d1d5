package io.auditdb.plugin.replicarouter;

import static io.auditdb.plugin.replicarouter.States.POSITION;
import static io.auditdb.plugin.replicarouter.States.busy;
import static io.auditdb.plugin.replicarouter.States.distant;
import static io.auditdb.plugin.replicarouter.States.lagging;
import static io.auditdb.plugin.replicarouter.States.settings;
import static io.auditdb.plugin.replicarouter.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestPolicyRouter {
    private static final EventQuery PLAIN = EventQuery.builder().build();
    private static final EventQuery REALTIME =
            EventQuery.builder().workload(Workload.REALTIME).build();

    @Test
    void takesOneAfterTheOtherAndKeepsTheRestInReserve() {
        var router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        List<ReplicaState> both = List.of(state("a"), state("b"));
        assertThat(router.route(PLAIN, 0, both).replicas()).containsExactly("a", "b");
        assertThat(router.route(PLAIN, 0, both).replicas()).containsExactly("b", "a");
        assertThat(router.route(PLAIN, 0, both).replicas()).containsExactly("a", "b");
    }

    @Test
    void takesOtherSettingsWhileItRoutes() {
        PolicyRouter router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        ReplicaRouterSettings other = settings(Strategy.LEAST_LATENCY);
        assertThat(router.canTake(other)).isTrue();
        router.take(other);
        assertThat(firsts(router, 10, distant("a", Duration.ofMillis(9)), distant("b", Duration.ofMillis(2))))
                .containsOnlyKeys("b");
        router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        assertThat(router.route(PLAIN, 0, List.of(lagging("a", Duration.ofSeconds(11))))
                        .replicas())
                .isEmpty();
        router.take(other);
        assertThat(router.route(PLAIN, 0, List.of(lagging("a", Duration.ofSeconds(8))))
                        .replicas())
                .as("beyond the bound until the lag is half of it, under other rules too")
                .isEmpty();
        var analytics = new AnalyticsSettings(Optional.of("a"), 1, 1, Duration.ofSeconds(1));
        assertThat(router.canTake(settings(Strategy.ROUND_ROBIN, Map.of(), analytics)))
                .as("those who wait for a place do so by the rules they came under")
                .isFalse();
    }

    @Test
    void givesSharesByWeight() {
        var router = new PolicyRouter(States.weighted(Map.of("a", "3", "c", "0")));
        Map<String, Integer> counts = firsts(router, 4000, state("a"), state("b"), state("c"));
        assertThat(counts.get("a")).isBetween(2700, 3300);
        assertThat(counts.get("b")).isBetween(700, 1300);
        assertThat(counts).doesNotContainKey("c");
        assertThat(router.route(PLAIN, 0, List.of(state("c"))).replicas()).containsExactly("c");
    }

    @Test
    void takesTheOneWithFewestConnectionsInUse() {
        var router = new PolicyRouter(settings(Strategy.LEAST_CONNECTIONS));
        assertThat(firsts(router, 10, busy("a", 7), busy("b", 3))).containsOnlyKeys("b");
        assertThat(firsts(router, 10, busy("a", 3), busy("b", 3))).containsOnlyKeys("a", "b");
    }

    @Test
    void takesTheOneThatAnswersSoonest() {
        var router = new PolicyRouter(settings(Strategy.LEAST_LATENCY));
        assertThat(firsts(router, 10, distant("a", Duration.ofMillis(9)), distant("b", Duration.ofMillis(2))))
                .containsOnlyKeys("b");
        assertThat(firsts(router, 10, distant("a", null), distant("b", Duration.ofMillis(2))))
                .containsOnlyKeys("b");
    }

    @Test
    void leavesOutWhatLagsUntilItHasMadeUpHalfOfIt() {
        var router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        assertThat(names(router, lagging("a", Duration.ofSeconds(9)))).containsExactly("a");
        assertThat(names(router, lagging("a", Duration.ofSeconds(11)))).isEmpty();
        assertThat(names(router, lagging("a", Duration.ofSeconds(9)))).isEmpty();
        assertThat(names(router, lagging("a", Duration.ofSeconds(5)))).containsExactly("a");
        assertThat(names(router, lagging("a", Duration.ofSeconds(9)))).containsExactly("a");
        assertThat(names(router, lagging("a", null))).isEmpty();
    }

    @Test
    void takesTheNearestWithinItsOwnBoundForRealtime() {
        var router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        List<ReplicaState> replicas = List.of(
                lagging("late", Duration.ofSeconds(2)),
                distant("far", Duration.ofMillis(9)),
                distant("near", Duration.ofMillis(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(router.route(REALTIME, 0, replicas).replicas()).containsExactly("near", "far");
        }
    }

    @Test
    void waitsOnlyForReplicasThatWereNotBehind() {
        var router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        ReplicaState late = lagging("late", Duration.ofSeconds(2));
        Route route = router.route(PLAIN, POSITION + 5, List.of(late, state("near")));
        assertThat(route.replicas()).containsExactly("near");
        assertThat(route.patience()).isEqualTo(Duration.ofMillis(100));
        assertThat(router.route(PLAIN, late.replayed(), List.of(late)).replicas())
                .containsExactly("late");
        assertThat(router.route(PLAIN, POSITION + 5, List.of(late)).replicas()).isEmpty();
    }

    @Test
    void letsOneThatHasComeBackTakeItsShareByAndBy() {
        var router = new PolicyRouter(settings(Strategy.ROUND_ROBIN));
        Map<String, Integer> fresh = firsts(
                router, 2000, state("old"), States.since("new", Instant.now().minusSeconds(3)));
        assertThat(fresh.getOrDefault("new", 0)).isBetween(20, 300);
        Map<String, Integer> warm = firsts(
                router, 2000, state("old"), States.since("new", Instant.now().minusSeconds(40)));
        assertThat(warm.get("new")).isEqualTo(1000);
        Map<String, Integer> alone = firsts(router, 10, States.since("new", Instant.now()));
        assertThat(alone.get("new")).isEqualTo(10);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> States.weighted(Map.of("a", "much")))
                .hasMessageContaining("must be whole numbers, and that of a is none");
        assertThatThrownBy(() -> States.weighted(Map.of("a", "-1"))).hasMessageContaining("between 0 and 1000");
    }

    private static List<String> names(PolicyRouter router, ReplicaState... replicas) {
        return router.route(PLAIN, 0, List.of(replicas)).replicas();
    }

    private static Map<String, Integer> firsts(PolicyRouter router, int times, ReplicaState... replicas) {
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < times; i++) {
            counts.merge(names(router, replicas).get(0), 1, Integer::sum);
        }
        return counts;
    }
}
