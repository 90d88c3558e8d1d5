package io.auditdb.plugin.atna;

import io.auditdb.api.operations.HealthCheck;

/** Degraded while messages wait because they cannot be stored. */
final class AtnaHealth implements HealthCheck {
    private final MessageStore store;

    AtnaHealth(MessageStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "atna";
    }

    @Override
    public Result check() {
        return store.problem()
                .map(it -> new Result(Status.DEGRADED, "Messages wait, because they cannot be stored: " + it))
                .orElse(Result.OK);
    }

    @Override
    public String advice() {
        return "See what the message says; senders by TLS wait meanwhile, and what comes by UDP may get lost";
    }

    @Override
    public Status unanswered() {
        return Status.DEGRADED;
    }
}
