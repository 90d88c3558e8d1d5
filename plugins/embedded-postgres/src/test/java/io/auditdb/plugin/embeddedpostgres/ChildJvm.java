package io.auditdb.plugin.embeddedpostgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that runs the plugin, to be killed. */
final class ChildJvm implements AutoCloseable {
    private static final String READY = "child is ready";

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    static ChildJvm start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildJvm.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var child = new ChildJvm(process);
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); !READY.equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new IOException("the child ended early");
            }
        }
        return child;
    }

    /** What the child runs. */
    public static void main(String[] arguments) throws Exception {
        try (var server = new StartedPlugin(Path.of(arguments[0]))) {
            server.tell("CREATE TABLE made_by_child AS SELECT 42 AS answer");
            System.out.println(READY);
            int input = System.in.read();
            System.out.println("ending after " + input);
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the child in good order if it was not killed. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
