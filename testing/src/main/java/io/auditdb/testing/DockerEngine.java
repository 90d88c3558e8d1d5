package io.auditdb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Docker, over its local socket, what it has, without starting or downloading anything. */
final class DockerEngine {
    private static final Logger log = LoggerFactory.getLogger(DockerEngine.class);

    private static final String UNIX = "unix://";
    private static final long ANSWER_MILLIS = 2_000;

    private final Path socket;

    DockerEngine(Path socket) {
        this.socket = socket;
    }

    /** Returns the engine of this machine, if there is the socket of one. */
    static Optional<DockerEngine> local() {
        String host = System.getenv("DOCKER_HOST");
        String place = host == null ? UNIX + "/var/run/docker.sock" : host;
        return place.startsWith(UNIX) && Files.exists(Path.of(place.substring(UNIX.length())))
                ? Optional.of(new DockerEngine(Path.of(place.substring(UNIX.length()))))
                : Optional.empty();
    }

    /** Returns whether the engine answers soon and has the image. */
    boolean hasImage(String image) {
        var answer = CompletableFuture.supplyAsync(() -> statusLine("/images/" + image + "/json"));
        try {
            return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS).contains(" 200 ");
        } catch (ExecutionException | TimeoutException e) {
            log.info("Docker does not answer on {}", socket, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String statusLine(String path) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            var start = ByteBuffer.allocate("HTTP/1.0 200 ".length());
            while (start.hasRemaining() && channel.read(start) >= 0) {}
            return StandardCharsets.US_ASCII.decode(start.flip()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
