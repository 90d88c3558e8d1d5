package io.auditdb.plugin.atna;

import io.auditdb.api.error.Fault;
import java.util.Optional;

/**
 * What a sender sent.
 *
 * @param content one message of syslog, or what there was of it
 * @param tenant whose events it holds
 * @param origin how it came and from which address
 * @param damage what is wrong with it already, before it is read; empty for a whole message
 */
record Message(byte[] content, String tenant, String origin, Optional<Fault> damage) {
    static Message whole(byte[] content, String tenant, String origin) {
        return new Message(content, tenant, origin, Optional.empty());
    }

    static Message damaged(byte[] content, String tenant, String origin, String problem) {
        return new Message(content, tenant, origin, Optional.of(new Fault("", problem)));
    }
}
