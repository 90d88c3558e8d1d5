package io.auditdb.plugin.embeddedpostgres;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.operations.HealthCheck;

/** Says whether the server process is there; whether it answers is the business of those who connect to it. */
final class ServerHealth implements HealthCheck {
    private final EmbeddedServer server;

    ServerHealth(EmbeddedServer server) {
        this.server = requireNonNull(server, "server is null");
    }

    @Override
    public String name() {
        return "embedded-postgres";
    }

    @Override
    public String advice() {
        return "see the log of the database in the directory of its data; it is started again by itself";
    }

    @Override
    public Result check() {
        return server.problem().map(problem -> new Result(Status.DOWN, problem)).orElse(Result.OK);
    }
}
