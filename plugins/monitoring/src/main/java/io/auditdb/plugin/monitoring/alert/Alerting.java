package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.operations.SystemRecords;
import io.auditdb.api.plugin.PluginContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Rules, alerts and those who are told, put together. Safe for use by many threads. */
public final class Alerting implements AutoCloseable {
    private static final int SHORTEST_SECRET = 16;

    private final AlertWatch watch;
    private final EventCounts events;
    private final Couriers couriers;
    private final AlertRoutes routes;

    private Alerting(AlertWatch watch, EventCounts events, Couriers couriers, AlertRoutes routes) {
        this.watch = watch;
        this.events = events;
        this.couriers = couriers;
        this.routes = routes;
    }

    /**
     * Goes on where it was when the plugin was closed.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when the secret of webhooks cannot be read, or is too short
     */
    public static Alerting open(PluginContext context, AlertSettings settings) {
        Json json = context.service(Json.class);
        Metrics metrics = context.service(Metrics.class);
        SystemRecords records = context.service(SystemRecords.class);
        List<Destination> destinations = webhooks(settings, json);
        mailbox(settings).ifPresent(destinations::add);
        destinations.add(new LogDestination());
        var all = new ArrayList<Courier>();
        destinations.forEach(it -> all.add(new Courier(it, settings, records, metrics)));
        var forgetful = new ArrayList<Courier>();
        settings.alertmanager().ifPresent(url -> {
            var posting = new Posting(alertsOf(url), settings.deliveryTimeout());
            var destination = new Alertmanager(
                    posting, ManagementFactory.getRuntimeMXBean().getName(), json);
            forgetful.add(new Courier(destination, settings, records, metrics));
        });
        all.addAll(forgetful);
        var file = new AlertFile(context.directory().resolve("alerts.json"), json);
        AlertFile.Kept kept = file.read();
        var couriers = new Couriers(all, forgetful);
        List<Rule> rules = Rules.of(settings.rules());
        var events = new EventCounts(rules, settings.maxTenants(), metrics, Clock.systemUTC());
        var watch = new AlertWatch(
                new AlertBook(rules, settings, kept.alerts()),
                file,
                kept.silences(),
                settings,
                metrics,
                events,
                records,
                couriers,
                Clock.systemUTC());
        return new Alerting(watch, events, couriers, new AlertRoutes(watch, json));
    }

    private static URI alertsOf(String alertmanager) {
        return URI.create(alertmanager.replaceFirst("/+$", "") + "/api/v2/alerts");
    }

    private static List<Destination> webhooks(AlertSettings settings, Json json) {
        var webhooks = new ArrayList<Destination>();
        if (!settings.webhooks().isEmpty()) {
            byte[] secret = secret(Path.of(settings.webhookSecretFile().orElseThrow()));
            for (String url : settings.webhooks()) {
                var posting = new Posting(URI.create(url), settings.deliveryTimeout());
                webhooks.add(new Webhook(posting, secret, json, Clock.systemUTC()));
            }
        }
        return webhooks;
    }

    private static Optional<Destination> mailbox(AlertSettings settings) {
        MailSettings mail = settings.mail();
        if (mail.host().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> password = mail.passwordFile().map(file -> read("password of the mail server", Path.of(file)));
        try {
            SSLContext trust = SSLContext.getDefault();
            return Optional.of(new Mailbox(mail, password, settings.deliveryTimeout(), trust, Clock.systemUTC()));
        } catch (NoSuchAlgorithmException e) {
            throw new AuditDbException(StandardErrorCode.INVALID_CONFIG, "This Java cannot speak TLS", e);
        }
    }

    private static byte[] secret(Path file) {
        String secret = read("secret of webhooks", file);
        if (secret.length() < SHORTEST_SECRET) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "The secret of webhooks in " + file + " is shorter than " + SHORTEST_SECRET + " characters");
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String what, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG, "The " + what + " cannot be read from " + file, e);
        }
    }

    /** Looks at all figures now. */
    public void look() {
        watch.look();
    }

    /** Returns who counts the events that rules are about; nobody where none is. */
    public List<EventListener> listeners() {
        return events.isIdle() ? List.of() : List.of(events);
    }

    /** Returns what ails the platform. */
    public Alerts alerts() {
        return watch;
    }

    /** Returns the operations of the HTTP interface. */
    public List<HttpRoute> routes() {
        return routes.routes();
    }

    @Override
    public void close() throws InterruptedException {
        couriers.close();
    }
}
