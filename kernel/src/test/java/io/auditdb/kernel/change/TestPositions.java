package io.auditdb.kernel.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestPositions {
    @Test
    void readsSnapshotsAsPostgresWritesThem() {
        Snapshot snapshot = Snapshot.parse("10:20:10,14");
        assertThat(snapshot.sees(9)).isTrue();
        assertThat(snapshot.sees(10)).isFalse();
        assertThat(snapshot.sees(11)).isTrue();
        assertThat(snapshot.sees(20)).isFalse();
        assertThat(snapshot).hasToString("10:20:10,14");
        assertThat(Snapshot.parse("20:20:")).hasToString("20:20:");
        assertThatThrownBy(() -> Snapshot.parse("20")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsTheNewestPositionThatSeesNothingMore() {
        var positions = new Positions();
        positions.restart(new Position(1, 0, Snapshot.parse("10:10:")));
        positions.add(new Position(2, 0, Snapshot.parse("10:20:10,15")));
        positions.add(new Position(3, 0, Snapshot.parse("15:20:15")));
        positions.add(new Position(4, 0, Snapshot.parse("30:30:")));
        assertThat(positions.before(Snapshot.parse("5:5:"))).isEmpty();
        assertThat(positions.before(Snapshot.parse("10:12:10")).orElseThrow().count())
                .isEqualTo(1);
        assertThat(positions.before(Snapshot.parse("15:25:15,22")).orElseThrow().count())
                .isEqualTo(3);
        assertThat(positions.before(Snapshot.parse("10:40:10")).orElseThrow().count())
                .isEqualTo(2);
        assertThat(positions.before(Snapshot.parse("40:40:")).orElseThrow().count())
                .isEqualTo(4);
    }

    @Test
    void findsTheNewestPositionThatAReplicaShows() {
        var positions = new Positions();
        positions.restart(new Position(1, 0, Snapshot.parse("10:10:")));
        assertThat(positions.replayed(Position.UNKNOWN - 1)).isEmpty();
        positions.add(new Position(2, 0, Snapshot.parse("20:20:"), 200));
        positions.add(new Position(3, 0, Snapshot.parse("30:30:"), 300));
        assertThat(positions.replayed(199)).isEmpty();
        assertThat(positions.replayed(200).orElseThrow().count()).isEqualTo(2);
        assertThat(positions.replayed(299).orElseThrow().count()).isEqualTo(2);
        assertThat(positions.replayed(300).orElseThrow().count()).isEqualTo(3);
    }

    @Test
    void keepsWhatIsRecentAndThinsWhatIsOld() {
        var positions = new Positions();
        positions.restart(new Position(0, 0, new Snapshot(1, new long[0])));
        for (int i = 1; i < 100_000; i++) {
            positions.add(new Position(i, i, new Snapshot(i + 1L, new long[0])));
        }
        assertThat(positions
                        .before(new Snapshot(100_000, new long[0]))
                        .orElseThrow()
                        .count())
                .isEqualTo(99_999);
        assertThat(positions
                        .before(new Snapshot(99_001, new long[0]))
                        .orElseThrow()
                        .count())
                .isEqualTo(99_000);
        assertThat(positions.before(new Snapshot(5, new long[0]))).isPresent();
    }
}
