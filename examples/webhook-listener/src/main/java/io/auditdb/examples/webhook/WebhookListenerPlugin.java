package io.auditdb.examples.webhook;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Posts events to a web hook, batch by batch, after they are durable. */
public final class WebhookListenerPlugin implements Plugin {
    // snippet: settings
    /** What the configuration file may say below {@code plugins.webhook-listener}. */
    public record Settings(
            @Setting("Where to post events, as JSON lines") String url,

            @Setting("A file with a secret; each request is signed with it (HMAC-SHA256)")
            Optional<Path> secretFile,

            @Setting(value = "How long to wait for an answer", defaultValue = "10s")
            Duration timeout,

            @Setting(value = "How often to try, before events are given up", defaultValue = "5")
            int attempts,

            @Setting(
                    value = "How long to wait before the second try; doubled before each further one",
                    defaultValue = "1s")
            Duration pause) {
        /** Checks the bounds. */
        public Settings {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw new IllegalArgumentException("url must start with http:// or https://");
            }
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts must be at least 1");
            }
        }
    }
    // end snippet

    private WebhookListener listener;

    @Override
    public String name() {
        return "webhook-listener";
    }

    @Override
    public Class<? extends Record> settings() {
        return Settings.class;
    }

    // snippet: start
    @Override
    public void start(PluginContext context) throws Exception {
        Settings settings = context.settings(Settings.class);
        Optional<byte[]> secret = Optional.empty();
        if (settings.secretFile().isPresent()) {
            String text = Files.readString(settings.secretFile().get());
            secret = Optional.of(text.strip().getBytes(StandardCharsets.UTF_8)); // editors end files with a line end
        }
        listener = new WebhookListener(settings, secret, context.extensions(Codec.class));
    }

    @Override
    public List<EventListener> listeners() {
        return List.of(listener);
    }

    @Override
    public List<MetricSource> metricSources() {
        return List.of(listener.figures());
    }

    @Override
    public void close() {
        if (listener != null) { // it may not have started
            listener.close();
        }
    }
    // end snippet
}
