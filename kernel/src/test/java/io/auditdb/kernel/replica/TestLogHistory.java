package io.auditdb.kernel.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.replica.LogHistory.Sample;
import org.junit.jupiter.api.Test;

class TestLogHistory {
    private final LogHistory history = new LogHistory();

    @Test
    void knowsNothingAtFirst() {
        assertThat(history.newest()).isNull();
        assertThat(history.replayed(1000)).isNull();
        assertThat(history.since(0)).isEmpty();
        assertThat(history.timeline()).isZero();
    }

    @Test
    void tellsUpToWhichLookAReplicaShowsEverything() {
        history.add(1, new Sample(10, 100));
        history.add(1, new Sample(20, 200));
        history.add(1, new Sample(30, 300));
        assertThat(history.replayed(99)).isNull();
        assertThat(history.replayed(100).time()).isEqualTo(10);
        assertThat(history.replayed(299).time()).isEqualTo(20);
        assertThat(history.replayed(1000).time()).isEqualTo(30);
    }

    @Test
    void aLogThatStandsStillMakesNoLag() {
        history.add(1, new Sample(10, 100));
        history.add(1, new Sample(20, 100));
        assertThat(history.replayed(100).time()).isEqualTo(20);
    }

    @Test
    void tellsWhatWasCommittedBeforeATimeByTheFirstLookAfterIt() {
        history.add(1, new Sample(10, 100));
        history.add(1, new Sample(20, 200));
        history.add(1, new Sample(30, 300));
        assertThat(history.since(5)).hasValue(100);
        assertThat(history.since(20)).hasValue(200);
        assertThat(history.since(21)).hasValue(300);
        assertThat(history.since(31)).isEmpty();
    }

    @Test
    void beginsAnewWithAnotherTimeline() {
        history.add(1, new Sample(10, 100));
        history.add(2, new Sample(20, 50));
        assertThat(history.timeline()).isEqualTo(2);
        assertThat(history.replayed(100).time()).isEqualTo(20);
        assertThat(history.replayed(49)).isNull();
    }

    @Test
    void forgetsTheOldestWhenThereIsNoRoom() {
        for (int i = 1; i <= 10_000; i++) {
            history.add(1, new Sample(i, i));
        }
        assertThat(history.replayed(1)).isNull();
        assertThat(history.replayed(9_999).time()).isEqualTo(9_999);
        assertThat(history.since(9_000)).hasValue(9_000);
    }
}
