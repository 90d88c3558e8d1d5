import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Runs one command against a stand-in for the daemon, so that the classes a command loads are archived while the
 * distribution is built and the first real command starts fast. Where that does not work, the first real command that
 * succeeds makes the archive.
 */
final class RecordClient {
    private static final String ANSWER = """
            {"events":[{"id":"00000000-0000-4000-8000-000000000000","occurredAt":"2026-01-01T00:00:00Z",\
            "recordedAt":"2026-01-01T00:00:00Z","receipt":"1/1/0/1.1.0","tenant":"clinic","action":"patient.read","status":"success",\
            "principal":{"id":"dr-smith"},"target":{"type":"Patient","id":"7"},"classification":"PHI",\
            "details":{"ward":["a",1,true,null]}}],"next":null}""";

    public static void main(String[] args) throws Exception {
        HttpServer daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext("/", exchange -> {
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        daemon.start();
        try {
            System.exit(run(Path.of(args[0], "bin", "audit-db").toString(), daemon.getAddress().getPort()));
        } finally {
            daemon.stop(0);
        }
    }

    private static int run(String command, int port) throws Exception {
        var builder = new ProcessBuilder(command, "query", "--limit", "1");
        builder.environment().keySet().removeIf(name -> name.startsWith("AUDIT_DB_"));
        builder.environment().put("AUDIT_DB_URL", "http://127.0.0.1:" + port);
        builder.environment().put("AUDIT_DB_TOKEN", "none");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return 1;
        }
        return process.exitValue();
    }
}
