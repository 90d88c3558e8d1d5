package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** PostgreSQL in a container, from an image that takes the variables and arguments of the official one. */
final class ContainerServer implements RunningServer {
    private static final int PORT = 5432;
    private static final String USER = "auditdb_admin";
    private static final String DATABASE = "auditdb";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;
    /** Testcontainers' own helper that removes containers of killed JVMs. */
    private static final String RYUK_IMAGE = "testcontainers/ryuk:0.14.0";
    /** With which Testcontainers finds its way out when it runs in a container itself. */
    private static final String GATEWAY_IMAGE = "alpine:3.17";

    private final String image;
    private final GenericContainer<?> container;
    private final DatabaseAddress address;

    private ContainerServer(String image, GenericContainer<?> container, DatabaseAddress address) {
        this.image = requireNonNull(image, "image is null");
        this.container = requireNonNull(container, "container is null");
        this.address = requireNonNull(address, "address is null");
    }

    /** Returns whether a container can be had without downloading anything, for Testcontainers itself either. */
    static boolean isPossible(String image) {
        return DockerEngine.local()
                .filter(docker -> docker.hasImage(image))
                .filter(docker -> Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))
                        || docker.hasImage(RYUK_IMAGE))
                .filter(docker -> System.getenv("TESTCONTAINERS_HOST_OVERRIDE") != null
                        || Files.notExists(Path.of("/.dockerenv"))
                        || docker.hasImage(GATEWAY_IMAGE))
                .isPresent();
    }

    static ContainerServer start(String image, Map<String, String> parameters) {
        String password = UUID.randomUUID().toString();
        var container = new GenericContainer<>(DockerImageName.parse(image))
                .withImagePullPolicy(name -> false)
                .withEnv("POSTGRES_USER", USER)
                .withEnv("POSTGRES_PASSWORD", password)
                .withEnv("POSTGRES_DB", DATABASE)
                .withCommand(command(parameters))
                .withExposedPorts(PORT)
                .waitingFor(new Answer(password).withStartupTimeout(START_TIMEOUT));
        container.start();
        return new ContainerServer(
                image, container, address(container.getHost(), container.getMappedPort(PORT), password));
    }

    private static String[] command(Map<String, String> parameters) {
        var all = new TreeMap<>(Map.of("shared_preload_libraries", "pg_stat_statements", "timezone", "UTC"));
        all.putAll(parameters);
        var command = new ArrayList<>(List.of("postgres"));
        all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command.toArray(String[]::new);
    }

    private static DatabaseAddress address(String host, int port, String password) {
        return new DatabaseAddress(host, port, DATABASE, USER, password, "");
    }

    @Override
    public DatabaseAddress address() {
        return address;
    }

    @Override
    public String description() {
        return "a container of " + image + ", " + address;
    }

    @Override
    public void close() {
        container.stop();
    }

    /** Ready is who lets us in; an image may print that it is ready, and mean a server that only initialises. */
    private static final class Answer extends AbstractWaitStrategy {
        private final String password;

        Answer(String password) {
            this.password = password;
        }

        @Override
        protected void waitUntilReady() {
            DatabaseAddress place =
                    address(waitStrategyTarget.getHost(), waitStrategyTarget.getMappedPort(PORT), password);
            long deadline = System.nanoTime() + startupTimeout.toNanos();
            SQLException failure = attempt(place);
            while (failure != null) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no answer from " + place + " within " + startupTimeout, failure);
                }
                pause();
                failure = attempt(place);
            }
        }

        private static SQLException attempt(DatabaseAddress place) {
            try (Connection connection = Session.connect(place)) {
                return connection.isValid(1) ? null : new SQLException("the connection is not valid");
            } catch (SQLException e) {
                return e;
            }
        }

        private static void pause() {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a container was starting", e);
            }
        }
    }
}
