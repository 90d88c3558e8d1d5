package io.auditdb.plugin.archive;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Storage that speaks the protocol of Amazon S3, for archives. */
public record S3Settings(
        @Setting("Bucket for archives; they lie in a directory if unset")
        Optional<String> bucket,

        @Setting("What keys in the bucket begin with, such as audit-db/")
        Optional<String> prefix,

        @Setting("Address of storage that is not Amazon's, such as https://objects.example.org")
        Optional<String> endpoint,

        @Setting(value = "Region of the bucket", defaultValue = "us-east-1")
        String region,

        @Setting(
                value = "Whether the bucket's name comes before that of the host; of storage that is not Amazon's, most"
                        + " want it after",
                defaultValue = "false")
        boolean virtualHost,

        @Setting(
                "File with the credentials, as Amazon's tools keep them; the environment, those tools' own file, or the"
                        + " role of the machine if unset")
        Optional<Path> credentialsFile,

        @Setting(value = "Which credentials of that file", defaultValue = "default")
        String profile,

        @Setting(value = "Longest silence of the storage", defaultValue = "30s")
        Duration timeout,

        @Setting(value = "How often a request is made until it succeeds", defaultValue = "3")
        int attempts,

        @Setting(
                value = "Size of the parts that larger files are stored in, each once in memory",
                defaultValue = "16MB")
        DataSize partSize) {
    private static final long SMALLEST_PART = 5L << 20;
    private static final long LARGEST_PART = 1L << 30;

    /** Checks the bounds. */
    public S3Settings {
        requireNonNull(bucket, "bucket is null");
        requireNonNull(credentialsFile, "credentialsFile is null");
        endpoint.ifPresent(S3Settings::requireAddress);
        require(
                prefix.filter(it -> !it.endsWith("/") || it.startsWith("/")).isEmpty(),
                "prefix must end with /, and not begin with it");
        require(attempts >= 1, "attempts must be at least 1");
        require(timeout.toMillis() >= 1, "timeout must be at least 1ms");
        require(
                partSize.bytes() >= SMALLEST_PART && partSize.bytes() <= LARGEST_PART,
                "part-size must be between 5MB and 1GB");
    }

    private static void requireAddress(String text) {
        URI address = URI.create(text);
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        require(
                http && address.getHost() != null && address.getUserInfo() == null,
                "endpoint must be an address such as https://objects.example.org");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
