package io.auditdb.plugin.monitoring.alert;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Severity;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the server. */
final class LogDestination implements Destination {
    private static final Logger log = LoggerFactory.getLogger(LogDestination.class);

    @Override
    public String name() {
        return "log";
    }

    @Override
    public void deliver(String key, List<Notice> notices) {
        for (Notice notice : notices) {
            Alert alert = notice.alert();
            String text = "Alert " + alert.rule() + " " + alert.labels() + " " + notice.kind() + ": "
                    + alert.condition() + ", now " + alert.value();
            if (notice.kind() == Notice.Kind.RESOLVED) {
                log.info(text);
            } else if (alert.severity().compareTo(Severity.HIGH) >= 0) {
                log.error(text);
            } else {
                log.warn(text);
            }
        }
    }
}
