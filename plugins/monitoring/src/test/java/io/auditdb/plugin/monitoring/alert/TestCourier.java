package io.auditdb.plugin.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.Target;
import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Severity;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.SystemRecords;
import java.io.IOException;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TestCourier {
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> brought = new CopyOnWriteArrayList<>();
    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    private final Destination destination = new Destination() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public void deliver(String key, List<Notice> notices) throws IOException {
            keys.add(key);
            if (down) {
                throw new IOException("away");
            }
            notices.forEach(it -> brought.add(it.alert().id()));
        }
    };

    private final SystemRecords records = new SystemRecords() {
        @Override
        public UUID record(
                Connection transaction, String principal, String action, Target target, Map<String, ?> details) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void committed() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void record(String principal, String action, Target target, Map<String, ?> details) {
            recorded.add(action + " " + target.id());
        }
    };

    private static final Metrics NO_METRICS = new Metrics() {
        @Override
        public Counter counter(String name, String help, String... labels) {
            return count -> {};
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            return nanos -> {};
        }

        @Override
        public List<MetricFamily> read() {
            return List.of();
        }
    };

    private Courier courier() {
        return new Courier(destination, TestAlertBook.SETTINGS, records, NO_METRICS);
    }

    private static List<Notice> notice(String id) {
        Instant now = Instant.parse("2026-03-02T08:00:00Z");
        return List.of(new Notice(
                Notice.Kind.FIRED,
                new Alert(
                        id,
                        "rule",
                        "size > 3",
                        Severity.HIGH,
                        new TreeMap<>(),
                        State.FIRING,
                        4,
                        now,
                        now,
                        Optional.empty(),
                        false)));
    }

    @Test
    void bringsEverythingInOrderAlsoAfterAnOutageAndUnderTheSameKey() throws Exception {
        down = true;
        try (Courier courier = courier()) {
            courier.send(notice("a"));
            courier.send(notice("b"));
            await().until(() -> keys.size() >= 2);
            assertThat(keys.get(0)).isEqualTo(keys.get(1));
            assertThat(brought).isEmpty();
            down = false;
            await().until(() -> brought.size() == 2);
            assertThat(brought).containsExactly("a", "b");
        }
        assertThat(recorded).containsExactly("alert.delivered a", "alert.delivered b");
    }

    @Test
    void theOldestMakeRoomAndThatIsOnRecord() throws Exception {
        var leave = new CountDownLatch(1);
        var stuck = new Destination() {
            @Override
            public String name() {
                return "stuck";
            }

            @Override
            public void deliver(String key, List<Notice> notices) throws IOException {
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (var courier = new Courier(stuck, TestAlertBook.SETTINGS, records, NO_METRICS)) {
            for (int i = 0; i < 15; i++) {
                courier.send(notice("n" + i));
            }
            await().until(() -> recorded.size() >= 4);
            assertThat(recorded).allMatch(it -> it.startsWith("alert.lost n"));
            leave.countDown();
        }
    }

    @Test
    void aReminderIsNotNews() throws Exception {
        try (Courier courier = courier()) {
            courier.remind(notice("a"));
            await().until(() -> brought.size() == 1);
        }
        assertThat(recorded).isEmpty();
    }
}
