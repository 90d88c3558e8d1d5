package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.json.Json;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Stream;

/** AWS CloudTrail log files as they are delivered: {@code {"Records":[…]}}, plain or gzip. Reads only. */
final class CloudTrailCodec implements Codec {
    /** Whole members, because what AWS services put below them is open-ended. */
    private static final Set<String> PERSONAL_PATHS = Set.of(
            "additionalEventData",
            "addendum",
            "errorMessage",
            "insightDetails",
            "requestParameters",
            "resources",
            "responseElements",
            "serviceEventDetails",
            "sourceIPAddress",
            "userAgent",
            "userIdentity");

    private final Json json;
    private final RecordSettings settings;

    CloudTrailCodec(Json json, RecordSettings settings) {
        this.json = requireNonNull(json, "json is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    @Override
    public String format() {
        return "cloudtrail";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/vnd.aws.cloudtrail+json");
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    public Stream<Decoded> decode(InputStream in, String tenant) {
        requireNonNull(in, "in is null");
        return new RecordReader(
                        in,
                        new InputLimits(
                                "plugins.formats.cloudtrail", settings.maxRecordSize(), settings.maxInputSize()),
                        input -> json.elements(input, "Records"),
                        (number, record) -> CloudTrailRecord.decode(number, record, tenant, settings.maxIdLength()))
                .stream();
    }
}
