package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which server to test on.
 *
 * @param url a server that runs already
 * @param image the image to use if Docker has it
 */
record ServerChoice(Optional<String> url, String image) {
    static final String URL = "AUDIT_DB_TEST_DATABASE_URL";
    static final String IMAGE = "AUDIT_DB_TEST_IMAGE";

    private static final String USUAL_IMAGE = "postgres:18";

    ServerChoice {
        requireNonNull(url, "url is null");
        requireNonNull(image, "image is null");
    }

    static ServerChoice fromEnvironment() {
        return from(name -> System.getProperty(name, System.getenv(name)));
    }

    static ServerChoice from(UnaryOperator<String> variables) {
        String image = variables.apply(IMAGE);
        return new ServerChoice(Optional.ofNullable(variables.apply(URL)), image == null ? USUAL_IMAGE : image);
    }

    RunningServer start(Map<String, String> parameters) {
        if (url.isPresent()) {
            return NamedServer.of(url.get());
        }
        return ContainerServer.isPossible(image)
                ? ContainerServer.start(image, parameters)
                : EmbeddedServer.start(parameters);
    }
}
