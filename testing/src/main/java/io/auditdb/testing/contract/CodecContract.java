package io.auditdb.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

final class CodecContract {
    private static final int NOISE_BYTES = 4096;
    private static final int NOISES = 50;

    private CodecContract() {}

    static List<Promise<Codec>> promises() {
        return List.of(
                Promise.of(
                        "has a format in lower case",
                        it -> assertThat(it.format()).matches("[a-z0-9][a-z0-9.-]*")),
                Promise.of(
                        "announces media types in lower case without parameters",
                        it -> assertThat(it.mediaTypes()).allMatch(type -> type.matches("[a-z0-9.+-]+/[a-z0-9.+-]+"))),
                Promise.of(
                        "names personal paths that are not empty",
                        it -> assertThat(it.personalPaths()).noneMatch(String::isBlank)),
                Promise.of("makes nothing of nothing, or says what is missing", CodecContract::readsNothing),
                Promise.of("never throws at what it cannot read", CodecContract::readsNoise),
                Promise.of("makes faults of noise", Capability.CODEC_REFUSES_NOISE, CodecContract::refusesNoise),
                Promise.of("may be left in the middle", CodecContract::isLeft),
                Promise.of("writes, or says that it only reads", CodecContract::writes),
                Promise.of("reads what it has written", Capability.CODEC_ROUND_TRIP, CodecContract::readsWhatItWrote));
    }

    private static List<Decoded> read(Codec codec, byte[] bytes) {
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(bytes), "clinic")) {
            return records.toList();
        }
    }

    private static void readsNothing(Codec codec) {
        assertThat(read(codec, new byte[0])).allMatch(it -> it.event() == null);
    }

    private static byte[] noise(int seed) {
        var noise = new byte[NOISE_BYTES];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static void readsNoise(Codec codec) {
        for (int seed = 0; seed < NOISES; seed++) {
            for (Decoded record : read(codec, noise(seed))) {
                assertThat(record.faults())
                        .as("seed %d", seed)
                        .allMatch(it -> !it.problem().isBlank());
            }
        }
    }

    private static void refusesNoise(Codec codec) {
        assertThat(read(codec, noise(1))).isNotEmpty().allMatch(it -> it.event() == null);
        assertThat(read(codec, "\u0000\u0001 not a record\n".getBytes(UTF_8))).allMatch(it -> it.event() == null);
    }

    private static void isLeft(Codec codec) {
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(noise(2)), null)) {
            records.limit(1).forEach(it -> {});
        }
    }

    private static void writes(Codec codec) {
        var out = new ByteArrayOutputStream();
        if (codec.encodes()) {
            codec.encode(SampleEvents.recorded().stream(), out);
            assertThat(out.size()).isPositive();
        } else {
            assertThatThrownBy(() -> codec.encode(Stream.<RecordedEvent>empty(), out))
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            e -> assertThat(e.code()).isEqualTo(StandardErrorCode.UNSUPPORTED_FORMAT));
        }
    }

    private static void readsWhatItWrote(Codec codec) {
        if (!codec.encodes()) {
            return;
        }
        var out = new ByteArrayOutputStream();
        codec.encode(SampleEvents.recorded().stream(), out);
        List<Decoded> again = read(codec, out.toByteArray());
        assertThat(again).allMatch(it -> it.faults().isEmpty());
        assertThat(again).extracting(Decoded::event).containsExactlyElementsOf(SampleEvents.all());
    }
}
