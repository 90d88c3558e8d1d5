package io.auditdb.examples.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.testing.BasePluginTest;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestCsvCodecPlugin extends BasePluginTest {
    private final CsvCodec codec = new CsvCodec(new CsvCodecPlugin.Settings("time", "user", "action", "patient"));

    TestCsvCodecPlugin() {
        super(CsvCodecPlugin.class);
    }

    private List<Decoded> read(String text) {
        return codec.decode(new ByteArrayInputStream(text.getBytes(UTF_8)), "clinic")
                .toList();
    }

    @Test
    void aLineBecomesAnEventWithTheRestAsDetails() {
        AuditEvent event = read("""
                        time,user,action,patient,ward
                        2026-03-01T08:30:00+01:00,dr-house,record.read,p-1,"B, second floor"
                        """).get(0).event();

        assertThat(event.tenant()).isEqualTo("clinic");
        assertThat(event.action()).isEqualTo("record.read");
        assertThat(event.principal().orElseThrow().id()).isEqualTo("dr-house");
        assertThat(event.details()).isEqualTo(Map.of("ward", "B, second floor"));
    }

    @Test
    void aBadLineIsNamedAndReadingGoesOn() {
        List<Decoded> records = read("""
                time,user,action
                yesterday,,record.read
                2026-03-01T08:30:00Z,dr-house,record.read
                """);

        assertThat(records).hasSize(2);
        assertThat(records.get(0).faults()).extracting("path").containsExactly("/time", "/user");
        assertThat(records.get(1).faults()).isEmpty();
    }

    @Test
    void whatIsBrokenEndsTheReadingAndNothingIsMadeOfTheRest() {
        for (String rest : new String[] {"\"B\"x,", "\"never closed,"}) {
            List<Decoded> records =
                    read("ward,time,user,action\n" + rest + "2026-03-01T08:30:00Z,dr-house,record.read\n");

            assertThat(records)
                    .singleElement()
                    .satisfies(it -> assertThat(it.faults().get(0).problem()).contains("the rest cannot be read"));
        }
    }

    @Test
    void spreadsheetsAreReadAsTheyAre() {
        List<Decoded> records = read("""
                \uFEFFtime,user,action,patient
                2026-03-01T08:30:00Z,dr-house,login,
                2026-03-01T08:30:00Z,dr-house,record.read,p-1,more
                """);

        assertThat(records.get(0).event().subject()).isEmpty();
        assertThat(records.get(1).faults().get(0).problem()).startsWith("has 5 values");
    }

    @Test
    void aMissingColumnIsNamed() {
        assertThat(read("when,who\n1,2\n").get(0).faults())
                .extracting("path")
                .containsExactly("/time", "/user", "/action");
    }
}
