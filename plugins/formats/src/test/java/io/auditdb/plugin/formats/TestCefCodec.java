package io.auditdb.plugin.formats;

import static io.auditdb.plugin.formats.CodecBench.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCefCodec {
    private static final String LOGIN = "CEF:0|Security\\|Co|thre\\\\at|1.0|100|Login failed|5|rt=1772350200123 "
            + "src=10.0.0.1 suser=Alice Example suid=alice outcome=failure reason=wrong \\= password\\nagain "
            + "request=http://x/?a=b externalId=77 cs1Label=room cs1=7 ";

    private final CodecBench bench = new CodecBench(new CefCodec(CodecBench.LIMITS, CodecBench.CARRIED));

    @Test
    void mapsTheNamesOfTheDictionary() {
        AuditEvent event = bench.event(LOGIN);
        assertThat(event.action()).isEqualTo("cef.login-failed.100");
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T07:30:00.123Z"));
        assertThat(event.status()).isEqualTo(Status.FAILURE);
        assertThat(event.outcome()).contains("wrong = password\nagain");
        assertThat(event.principal()).contains(new Principal("alice", null, "Alice Example"));
        assertThat(event.session()).contains(new Session(null, "10.0.0.1", null));
        assertThat(event.target()).contains(new Target("request", "http://x/?a=b"));
        assertThat(event.source()).contains("thre\\at");
        assertThat(((Map<?, ?>) event.details().get("cef")).get("vendor")).isEqualTo("Security|Co");
        assertThat(((Map<?, ?>) event.details().get("extension")).get("cs1")).isEqualTo("7");
        assertThat(bench.event(LOGIN.replace("|100|", "|user.login|")).action()).isEqualTo("user.login");
    }

    @ParameterizedTest
    @CsvSource({
        "rt=Mar 01 2026 08:30:00,2026-03-01T08:30:00Z",
        "end=Mar 01 2026 08:30:00.120,2026-03-01T08:30:00.12Z",
        "start=1772350200123,2026-03-01T07:30:00.123Z",
        "rt=2026-03-01T08:30:00+01:00,2026-03-01T08:30:00+01:00"
    })
    void readsTimesAsTheyAreWritten(String extension, String time) {
        assertThat(bench.event("CEF:0|a|b|1|x|y|1|" + extension).occurredAt()).isEqualTo(OffsetDateTime.parse(time));
    }

    @Test
    void readsHeadersOfSyslogAndLinesOneByOne() {
        AuditEvent event = bench.event("<134>Mar  1 08:30:00 gate " + LOGIN);
        assertThat(((Map<?, ?>) event.details().get("syslog")).get("host")).isEqualTo("gate");
        assertThat(bench.read(LOGIN + "\n\nnonsense\nCEF:0|a|b\n" + LOGIN))
                .extracting(it -> it.event() != null)
                .containsExactly(true, false, false, true);
    }

    @Test
    void keepsWhatIsNeitherFieldNorPair() {
        AuditEvent event = bench.event(
                "Mar  1 08:30:00 host CEF:0|a|b|1|x|y|1|lonely rt=1772350200123 cs1=a cs1=b fname=C:\\Users\\bob\\=");
        assertThat(event.details())
                .containsEntry("prefix", "Mar  1 08:30:00 host")
                .containsEntry("text", "lonely")
                .containsEntry("repeated", List.of(Map.of("name", "cs1", "value", "b")));
        assertThat(event.target()).contains(new Target("fname", "C:\\Users\\bob="));
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "CEF:0|a|b|1|x|y|1|rt=1 suser=M\u00fcller".getBytes(StandardCharsets.ISO_8859_1);
        var codec = new CefCodec(CodecBench.LIMITS, CodecBench.CARRIED);
        try (var records = codec.decode(new ByteArrayInputStream(latin), "clinic")) {
            assertThat(records.toList().get(0).faults())
                    .extracting(Fault::problem)
                    .containsExactly("is not UTF-8");
        }
    }

    @Test
    void namesEveryFault() {
        assertThat(bench.read("CEF:0|a|b|1|x|y|1|rt=soon", null).get(0).faults())
                .extracting(Fault::path)
                .containsExactly("", "/extension/rt");
        assertThat(bench.read("CEF:0|a|b|1|x|y|1").get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("has no time: rt, end or start");
        assertThat(bench.read("CEF:0|a|b").get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("has 2 of the 7 fields before the extension");
    }

    @Test
    void losesNothing() {
        AuditEvent event = bench.event(LOGIN);
        assertThat(bench.event(bench.written(recorded(event)))).isEqualTo(event);
        bench.assertCarries(CodecBench.full());
        bench.assertCarries(CodecBench.least());
    }

    @Test
    void theSameRecordIsTheSameEventWhereItHasANumber() {
        assertThat(bench.event(LOGIN).id())
                .isNotNull()
                .isEqualTo(bench.event(LOGIN).id());
        assertThat(bench.event(LOGIN.replace("externalId=77", "x=1")).id()).isNull();
    }

    @Test
    void writesWhatOthersLookFor() {
        assertThat(bench.written(recorded(CodecBench.full())))
                .startsWith("CEF:0|audit-db|audit-db|1|patient.update|patient.update|5|rt=1772350200123 ")
                .contains(
                        " suid=dr-a suser=Dr. Ä ",
                        " c6a2=::1 ",
                        " cs1Label=tenant cs1=clinic ",
                        " reason=a\\=b|c\\\\d\\nbreak");
    }
}
