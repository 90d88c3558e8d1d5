package io.auditdb.plugin.replicarouter;

import static io.auditdb.plugin.replicarouter.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.query.Workload;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TestAnalytics {
    private static final EventQuery PLAIN = EventQuery.builder().build();
    private static final EventQuery ANALYTIC =
            EventQuery.builder().workload(Workload.ANALYTICS).build();
    private static final List<ReplicaState> ALL = List.of(state("a"), state("b"), state("heavy"));

    @Test
    void hasAReplicaOfItsOwn() {
        PolicyRouter router = router(1, 0, Duration.ZERO);
        assertThat(router.route(PLAIN, 0, ALL).replicas()).containsExactlyInAnyOrder("a", "b");
        assertThat(router.route(ANALYTIC, 0, ALL).replicas())
                .startsWith("heavy")
                .hasSize(3);
    }

    @Test
    void usesOthersWhileItsOwnIsAway() {
        PolicyRouter router = router(1, 0, Duration.ZERO);
        assertThat(router.route(ANALYTIC, 0, ALL.subList(0, 2)).replicas()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void refusesWhatDoesNotFitIntoTheQueue() {
        PolicyRouter router = router(1, 0, Duration.ofSeconds(10));
        Route running = router.route(ANALYTIC, 0, ALL);
        assertThatThrownBy(() -> router.route(ANALYTIC, 0, ALL))
                .isInstanceOfSatisfying(AuditDbException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(StandardErrorCode.QUEUE_FULL);
                    assertThat(refused.retryAfter()).isPresent();
                });
        router.ended(running);
        router.ended(router.route(ANALYTIC, 0, ALL));
    }

    @Test
    void letsTheNextRunWhenOneHasEnded() {
        PolicyRouter router = router(1, 1, Duration.ofSeconds(30));
        Route running = router.route(ANALYTIC, 0, ALL);
        CompletableFuture<Route> next = CompletableFuture.supplyAsync(() -> router.route(ANALYTIC, 0, ALL));
        await().during(Duration.ofMillis(100)).until(() -> !next.isDone());
        router.ended(running);
        router.ended(next.join());
    }

    @Test
    void refusesWhatHasWaitedTooLong() {
        PolicyRouter router = router(1, 1, Duration.ofMillis(20));
        Route running = router.route(ANALYTIC, 0, ALL);
        assertThatThrownBy(() -> router.route(ANALYTIC, 0, ALL))
                .isInstanceOfSatisfying(
                        AuditDbException.class,
                        refused -> assertThat(refused.code()).isEqualTo(StandardErrorCode.TIMEOUT));
        router.ended(running);
    }

    @Test
    void givesAPlaceBackOnceAndOnlyItsOwn() {
        PolicyRouter router = router(1, 0, Duration.ZERO);
        Route running = router.route(ANALYTIC, 0, ALL);
        router.ended(Route.primary()); // of an earlier instance
        router.ended(running);
        router.ended(running);
        Route again = router.route(ANALYTIC, 0, ALL);
        assertThatThrownBy(() -> router.route(ANALYTIC, 0, ALL)).isInstanceOf(AuditDbException.class);
        router.ended(again);
    }

    private static PolicyRouter router(int concurrency, int queue, Duration timeout) {
        return new PolicyRouter(
                States.analytics(new AnalyticsSettings(Optional.of("heavy"), concurrency, queue, timeout)));
    }
}
