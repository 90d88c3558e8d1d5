package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.Severity;
import io.auditdb.api.operations.Alert.Silence;
import io.auditdb.api.operations.Alert.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is open, who looks after it, and silences over a restart. What cannot be read is reported and begun anew. For
 * one thread.
 */
final class AlertFile {
    private static final Logger log = LoggerFactory.getLogger(AlertFile.class);

    private final Path file;
    private final Json json;

    AlertFile(Path file, Json json) {
        this.file = file;
        this.json = json;
    }

    /** What was kept. */
    record Kept(List<Alert> alerts, List<Silence> silences) {
        static final Kept NOTHING = new Kept(List.of(), List.of());
    }

    Kept read() {
        if (!Files.exists(file)) {
            return Kept.NOTHING;
        }
        try {
            Map<?, ?> kept = (Map<?, ?>) json.read(Files.readString(file));
            return new Kept(
                    objects(kept.get("alerts")).map(AlertFile::alert).toList(),
                    objects(kept.get("silences")).map(AlertFile::silence).toList());
        } catch (IOException | RuntimeException e) {
            log.warn("Alerts begin anew, for {} cannot be read", file, e);
            return Kept.NOTHING;
        }
    }

    private static Stream<Map<?, ?>> objects(Object list) {
        return ((List<?>) list).stream().map(it -> (Map<?, ?>) it);
    }

    private static Alert alert(Map<?, ?> kept) {
        return new Alert(
                text(kept, "id"),
                text(kept, "rule"),
                text(kept, "condition"),
                Severity.valueOf(text(kept, "severity").toUpperCase(Locale.ROOT)),
                new TreeMap<>(labels(kept)),
                State.valueOf(text(kept, "state").toUpperCase(Locale.ROOT)),
                kept.get("value") instanceof Number value ? value.doubleValue() : Double.NaN,
                Instant.parse(text(kept, "since")),
                Instant.parse(text(kept, "changed")),
                Optional.ofNullable((Map<?, ?>) kept.get("acknowledged")).map(AlertFile::acknowledgement),
                false);
    }

    private static Acknowledgement acknowledgement(Map<?, ?> kept) {
        return new Acknowledgement(text(kept, "by"), Instant.parse(text(kept, "at")), text(kept, "note"));
    }

    private static Silence silence(Map<?, ?> kept) {
        return new Silence(
                text(kept, "id"),
                Optional.ofNullable((String) kept.get("rule")),
                labels(kept),
                Instant.parse(text(kept, "until")),
                text(kept, "by"),
                text(kept, "reason"));
    }

    private static Map<String, String> labels(Map<?, ?> kept) {
        var labels = new TreeMap<String, String>();
        ((Map<?, ?>) kept.get("labels")).forEach((name, value) -> labels.put((String) name, (String) value));
        return labels;
    }

    private static String text(Map<?, ?> kept, String name) {
        return (String) kept.get(name);
    }

    void write(List<Alert> open, List<Silence> silences) {
        String text = json.write(Map.of(
                "alerts", open.stream().map(NoticeJson::of).toList(),
                "silences", silences.stream().map(NoticeJson::of).toList()));
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.warn("Alerts cannot be kept in {}", file, e);
        }
    }
}
