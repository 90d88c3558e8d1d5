package io.auditdb.testing;

import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionStep;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Another process with the platform on the same database, whose threads look after partitions when they are told to. For
 * one thread.
 */
public final class OtherInstance implements AutoCloseable {
    /** What each of its threads makes, a partition a day. */
    public static final PartitionRange MADE =
            new PartitionRange(Instant.parse("2010-01-01T00:00:00Z"), Instant.parse("2010-01-21T00:00:00Z"));

    /** Up to when each of them cleans up. */
    public static final Instant CLEANED = Instant.parse("2006-01-01T00:00:00Z");

    /** How many threads there are in one process. */
    public static final int THREADS = 4;

    /** The variable of the environment that names the database to the other process. */
    public static final String URL = "OTHER_INSTANCE_URL";

    private static final String RETENTION = "retention";
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private final Process process;
    private final BufferedReader output;
    private final Path var;

    private OtherInstance(Process process, Path var) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.var = var;
    }

    /** Starts a process and waits until its platform is open; it will create, maintain and clean up partitions. */
    public static OtherInstance start(TestingAuditDb audit, int rounds) throws IOException {
        return start(audit, OtherInstance.class, Integer.toString(rounds));
    }

    /** Starts a process and waits until its platform is open; it will carry out what retention plans, without end. */
    public static OtherInstance startRetention(TestingAuditDb audit) throws IOException {
        return start(audit, OtherInstance.class, RETENTION);
    }

    /** Starts a process with another program, which reads the database's address from {@link #URL}. */
    public static OtherInstance start(TestingAuditDb audit, Class<?> program, String... arguments) throws IOException {
        Path var = Files.createTempDirectory("other-instance");
        copyKeys(audit.var().resolve("keys"), var.resolve("keys"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                var.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        var address = audit.postgres().address();
        builder.environment()
                .put(
                        URL,
                        "postgresql://" + address.user() + ":" + address.password() + "@" + address.host() + ":"
                                + address.port() + "/" + address.database());
        var other = new OtherInstance(builder.start(), var);
        other.await("ready");
        return other;
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** Tells its threads to begin. */
    public void go() throws IOException {
        process.getOutputStream().write("go\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the end of its work; returns what went wrong. */
    public List<String> failures() throws IOException {
        return await("done");
    }

    private List<String> await(String word) throws IOException {
        var others = new ArrayList<String>();
        for (String line = output.readLine(); !word.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("the other instance ended early: " + others);
            }
            if (line.startsWith("failed")) {
                others.add(line);
            }
        }
        return others;
    }

    /** Ends it at once, wherever it is. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        output.close();
        try (Stream<Path> files = Files.walk(var)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the other process runs. */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = Configuration.builder()
                .set("database.url", System.getenv(URL))
                .set("plugins.partitioning.enabled", true)
                .set("plugins.partitioning.ahead", 2)
                .set("plugins.partitioning.retention.step-rows", 20)
                .build();
        try (AuditDb platform = AuditDb.open(configuration, Path.of(arguments[0]))) {
            PartitionManager partitions = platform.service(PartitionManager.class);
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            while (RETENTION.equals(arguments[1])) {
                platform.service(RetentionManager.class).apply(OPERATOR, false);
            }
            work(partitions, Integer.parseInt(arguments[1])).forEach(System.out::println);
            System.out.println("done");
        }
    }

    private static List<String> work(PartitionManager partitions, int rounds) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        var tasks = new ArrayList<Callable<List<PartitionStep>>>();
        for (int i = 0; i < THREADS; i++) {
            tasks.add(() -> look(partitions, rounds));
        }
        var failures = new ArrayList<String>();
        for (Future<List<PartitionStep>> task : threads.invokeAll(tasks)) {
            try {
                task.get().stream()
                        .filter(step -> step.outcome() == Outcome.FAILED)
                        .forEach(step -> failures.add("failed " + step));
            } catch (ExecutionException e) {
                e.printStackTrace(); // the other side shows what is written there
                failures.add("failed with " + e.getCause());
            }
        }
        threads.shutdown();
        return failures;
    }

    private static List<PartitionStep> look(PartitionManager partitions, int rounds) {
        var steps = new ArrayList<PartitionStep>();
        var order = new PartitionOrder(MADE, Optional.of(PartitionInterval.parse("daily")));
        for (int round = 0; round < rounds; round++) {
            steps.addAll(partitions.create(OPERATOR, order, false));
            steps.addAll(partitions.maintain(OPERATOR, false));
            steps.addAll(partitions.cleanup(OPERATOR, CLEANED, false));
        }
        return steps;
    }
}
