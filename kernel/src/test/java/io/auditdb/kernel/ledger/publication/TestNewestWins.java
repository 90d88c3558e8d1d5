package io.auditdb.kernel.ledger.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.auditdb.api.operations.HealthCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TestNewestWins {
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(NewestWins.class);
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private final NewestWins<String> delivery =
            new NewestWins<>("a place", this::take, Duration.ZERO, Duration.ofMillis(1));

    @BeforeEach
    void start() {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        logger.addAppender(logged);
        logger.setLevel(Level.INFO);
        delivery.start();
    }

    @AfterEach
    void close() {
        delivery.close();
        logger.detachAppender(logged);
        logger.setLevel(null);
    }

    private void take(String value) throws IOException {
        if (failuresLeft.getAndDecrement() > 0) {
            throw new IOException("no room");
        }
        taken.add(value);
    }

    private void deliver(String value, int failures) {
        failuresLeft.set(failures);
        delivery.offer(value);
        await().until(() -> taken.contains(value));
    }

    private List<String> logged(Level level) {
        return logged.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void aSeriesOfFailuresIsLoggedOnceAndAtItsEnd() {
        deliver("first", 5);
        await().until(() -> delivery.check().equals(HealthCheck.Result.OK));
        assertThat(logged(Level.WARN))
                .containsExactly("a place failed and will be tried again: java.io.IOException: no room");
        await().untilAsserted(() -> assertThat(logged(Level.INFO))
                .singleElement()
                .asString()
                .startsWith("a place works again after 5 failures since "));
    }

    @Test
    void healthCountsTheSeriesAndAllFailures() {
        deliver("first", 3);
        await().until(() -> delivery.check().equals(HealthCheck.Result.OK));
        failuresLeft.set(Integer.MAX_VALUE);
        delivery.offer("second");
        await().until(() -> delivery.check().message().matches("failed [2-9]\\d* times since .*"));
        assertThat(delivery.check().status()).isEqualTo(HealthCheck.Status.DEGRADED);
        String message = delivery.check().message();
        assertThat(message).endsWith(" times since the start: no room");
        long series = Long.parseLong(message.replaceAll("failed (\\d+) .*", "$1"));
        assertThat(message).contains(", " + (series + 3) + " times since the start");
        failuresLeft.set(0);
        await().until(() -> taken.contains("second"));
    }
}
