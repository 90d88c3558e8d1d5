package io.auditdb.kernel.evidence;

import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** Evidence to hand out. */
public record EvidenceSettings(
        @Setting(
                value = "How long a bundle waits for events that are stored and not yet sealed; what is not sealed"
                        + " then is only listed",
                defaultValue = "10s")
        Duration sealWait) {}
