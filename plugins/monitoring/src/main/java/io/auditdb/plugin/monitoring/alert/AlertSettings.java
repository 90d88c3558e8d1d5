package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.plugin.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is worth an alert, and who gets it. */
public record AlertSettings(
        @Setting(value = "How often rules are looked at", defaultValue = "5s")
        Duration interval,

        @Setting("Rules by name, beside those that come with the platform; off for one that is not wanted")
        Map<String, String> rules,

        @Setting("URLs that alerts are posted to as JSON") List<String> webhooks,

        @Setting("File with the secret that webhooks are signed with")
        Optional<String> webhookSecretFile,

        @Setting("URL of an Alertmanager that gets alerts, such as http://127.0.0.1:9093")
        Optional<String> alertmanager,

        @Setting("Whom alerts are mailed to") MailSettings mail,

        @Setting(
                value = "How long one may fire before it is delivered once more because nobody looks after it",
                defaultValue = "1h")
        Duration escalateAfter,

        @Setting(value = "How long a figure may be missing before its alert is resolved", defaultValue = "5m")
        Duration staleAfter,

        @Setting(value = "Most alerts that are kept; further ones are counted", defaultValue = "500")
        int maxAlerts,

        @Setting(value = "Most tenants of which a rule about events counts", defaultValue = "1000")
        int maxTenants,

        @Setting(value = "Most silences at a time", defaultValue = "100")
        int maxSilences,

        @Setting(value = "Longest silence", defaultValue = "30d")
        Duration maxSilence,

        @Setting(value = "How long one attempt to deliver may take", defaultValue = "5s")
        Duration deliveryTimeout,

        @Setting(value = "How long a delivery is tried again before it is given up", defaultValue = "24h")
        Duration deliveryMaxAge,

        @Setting(value = "Most deliveries that wait for one destination; the oldest makes room", defaultValue = "100")
        int deliveryQueue) {
    /** Checks the bounds. */
    public AlertSettings {
        rules = Map.copyOf(rules);
        webhooks = List.copyOf(webhooks);
        require(interval.compareTo(Duration.ofMillis(50)) >= 0, "interval must be at least 50ms");
        require(
                maxAlerts >= 1 && maxTenants >= 1 && maxSilences >= 1 && deliveryQueue >= 1,
                "max-alerts, max-tenants, max-silences and delivery-queue must be at least 1");
        for (Duration each : List.of(escalateAfter, staleAfter, maxSilence, deliveryTimeout, deliveryMaxAge)) {
            require(!each.isNegative() && !each.isZero(), "times must be longer than 0");
        }
        require(webhooks.isEmpty() || webhookSecretFile.isPresent(), "webhooks need webhook-secret-file");
        webhooks.forEach(AlertSettings::requireUrl);
        alertmanager.ifPresent(AlertSettings::requireUrl);
        Rules.of(rules);
    }

    private static void requireUrl(String text) {
        URI url = URI.create(text);
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        require(http && url.getHost() != null, "an address of webhooks or alertmanager is no http or https URL");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
