package io.auditdb.plugin.archive;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3-compatible storage. */
final class S3Clients {
    private S3Clients() {}

    static S3Storage open(S3Settings settings, String bucket) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .forcePathStyle(settings.endpoint().isPresent() && !settings.virtualHost())
                // what was stored is read back and compared by its digest; other storage often knows no such checksums
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.timeout())
                        .socketTimeout(settings.timeout()))
                .overrideConfiguration(it -> it.retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                        .maxAttempts(settings.attempts())
                        .build()));
        settings.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        return new S3Storage(
                builder.build(),
                bucket,
                settings.prefix().orElse(""),
                Math.toIntExact(settings.partSize().bytes()));
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.credentialsFile()
                .map(file -> ProfileFile.builder()
                        .content(file)
                        .type(ProfileFile.Type.CREDENTIALS)
                        .build())
                .<AwsCredentialsProvider>map(file -> ProfileCredentialsProvider.builder()
                        .profileFile(file)
                        .profileName(settings.profile())
                        .build())
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }
}
