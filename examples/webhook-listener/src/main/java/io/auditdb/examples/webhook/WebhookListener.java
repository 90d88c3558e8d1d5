package io.auditdb.examples.webhook;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.examples.webhook.WebhookListenerPlugin.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what it hears of. The platform calls it on a thread of its own, and bounds what waits for it. */
final class WebhookListener implements EventListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookListener.class);
    private static final String ALGORITHM = "HmacSHA256";

    private final Settings settings;
    private final Optional<byte[]> secret;
    private final Set<Codec> codecs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    WebhookListener(Settings settings, Optional<byte[]> secret, Set<Codec> codecs) {
        this.settings = settings;
        this.secret = secret;
        this.codecs = codecs;
    }

    // snippet: listen
    @Override
    public void appended(List<RecordedEvent> events) {
        byte[] body = lines(events);
        Duration pause = settings.pause();
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            if (isDelivered(body)) {
                delivered.addAndGet(events.size());
                return;
            }
            if (attempt < settings.attempts() && isClosedWithin(pause)) {
                break;
            }
            pause = pause.multipliedBy(2);
        }
        givenUp.addAndGet(events.size());
        LOG.warn("{} events were given up; the audit trail has them", events.size());
    }

    /** As the platform itself writes them: a plugin needs no format of its own. */
    private byte[] lines(List<RecordedEvent> events) {
        Codec codec = codecs.stream()
                .filter(it -> it.format().equals("ndjson"))
                .findFirst()
                .orElseThrow();
        var out = new ByteArrayOutputStream();
        codec.encode(events.stream(), out);
        return out.toByteArray();
    }
    // end snippet

    private boolean isDelivered(byte[] body) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(settings.url()).toURL().openConnection();
            try {
                int code = post(connection, body);
                return code >= 200 && code < 300; // -1 for what is no answer of HTTP
            } finally {
                connection.disconnect(); // nothing may stay open, and no thread for it, when the plugin has been closed
            }
        } catch (IOException e) {
            LOG.debug("The web hook did not answer", e);
            return false;
        }
    }

    private int post(HttpURLConnection connection, byte[] body) throws IOException {
        int millis = (int) settings.timeout().toMillis();
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false); // events are for this address only
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-ndjson");
        secret.ifPresent(it -> connection.setRequestProperty("X-Audit-Db-Signature", "sha256=" + signature(it, body)));
        connection.setFixedLengthStreamingMode((long) body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return connection.getResponseCode();
    }

    private static String signature(byte[] secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) { // each Java has it
            throw new IllegalStateException(e);
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    MetricSource figures() {
        return new MetricSource() {
            @Override
            public String name() {
                return "webhook-listener";
            }

            @Override
            public List<MetricFamily> read() {
                return List.of(MetricFamily.counter("webhook_events_total", "Events, by what became of them")
                        .add(delivered.get(), "outcome", "delivered")
                        .add(givenUp.get(), "outcome", "given up")
                        .build());
            }
        };
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
