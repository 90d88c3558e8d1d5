package io.auditdb.cli;

import io.auditdb.testing.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that behaves like a daemon as far as {@code start} and {@code stop} can tell. */
final class TestingDaemon {
    private TestingDaemon() {}

    /** Arguments: the var directory, the behaviour, and what {@code start} adds. */
    public static void main(String[] args) throws Exception {
        switch (args[1]) {
            case "ready" -> serve(new DaemonFiles(Path.of(args[0])));
            case "slow" -> Thread.sleep(60_000);
            default -> {
                System.err.println("the port is taken");
                System.exit(1);
            }
        }
    }

    private static void serve(DaemonFiles files) throws Exception {
        var server = new ScriptedServer()
                .on("GET /health/ready", 503, "{}")
                .on("GET /health/ready", 200, "{}")
                .on("GET /health", 200, "{\"status\":\"up\",\"checks\":[]}");
        files.writeProcess();
        Files.writeString(files.url(), server.url().toString());
        new CountDownLatch(1).await();
    }
}
