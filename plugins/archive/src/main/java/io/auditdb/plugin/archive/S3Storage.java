package io.auditdb.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of one bucket, below one prefix. That the bucket is not there, or not to be read, is a failure of storage and not
 * an answer about an object.
 */
final class S3Storage implements Storage, AutoCloseable {
    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final int partBytes;

    S3Storage(S3Client client, String bucket, String prefix, int partBytes) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.partBytes = partBytes;
    }

    private interface Call<R> {
        R make();
    }

    private <R> R call(Call<R> call) throws IOException {
        try {
            return call.make();
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    /** Says what the storage answered, which names the bucket's fault; the library's own words may hold more. */
    private IOException failure(SdkException e) {
        String answer = e instanceof S3Exception s3 && s3.awsErrorDetails() != null
                ? s3.statusCode() + " " + s3.awsErrorDetails().errorCode()
                : "no answer";
        return new IOException("The bucket " + bucket + ": " + answer, e);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        if (Files.size(file) > partBytes) {
            putInParts(prefix + key, file);
        } else {
            call(() -> client.putObject(to -> to.bucket(bucket).key(prefix + key), RequestBody.fromFile(file)));
        }
    }

    private void putInParts(String key, Path file) throws IOException {
        String upload = call(() ->
                client.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId());
        try {
            List<CompletedPart> parts = putParts(key, upload, file);
            call(() -> client.completeMultipartUpload(
                    it -> it.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts))));
        } catch (IOException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private List<CompletedPart> putParts(String key, String upload, Path file) throws IOException {
        var parts = new ArrayList<CompletedPart>();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(partBytes); part.length > 0; part = in.readNBytes(partBytes)) {
                int number = parts.size() + 1;
                RequestBody body = RequestBody.fromBytes(part);
                String tag = call(() -> client.uploadPart(
                                it -> it.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number),
                                body)
                        .eTag());
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
        }
        return parts;
    }

    /** What cannot be given up now is, when the key is deleted. */
    private void abort(String key, String upload, IOException failure) {
        try {
            call(() ->
                    client.abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(upload)));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public Optional<InputStream> open(String key) throws IOException {
        try {
            return Optional.of(client.getObject(it -> it.bucket(bucket).key(prefix + key)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    @Override
    public Optional<Path> inPlace(String key) {
        return Optional.empty();
    }

    @Override
    public void delete(String key) throws IOException {
        for (MultipartUpload unfinished : unfinished(prefix + key)) {
            if (unfinished.key().equals(prefix + key)) {
                call(() -> client.abortMultipartUpload(
                        it -> it.bucket(bucket).key(unfinished.key()).uploadId(unfinished.uploadId())));
            }
        }
        call(() -> client.deleteObject(it -> it.bucket(bucket).key(prefix + key)));
    }

    private List<MultipartUpload> unfinished(String start) throws IOException {
        return call(() -> client
                .listMultipartUploadsPaginator(it -> it.bucket(bucket).prefix(start))
                .uploads()
                .stream()
                .toList());
    }

    @Override
    public List<String> keys() throws IOException {
        Stream<String> whole =
                call(() -> client.listObjectsV2Paginator(it -> it.bucket(bucket).prefix(prefix)).contents().stream()
                                .map(S3Object::key)
                                .toList())
                        .stream();
        Stream<String> begun = unfinished(prefix).stream().map(MultipartUpload::key);
        return Stream.concat(whole, begun)
                .map(key -> key.substring(prefix.length()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
