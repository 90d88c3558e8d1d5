package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestActionPattern {
    @ParameterizedTest
    @CsvSource({
        "fhir.*,fhir.patient.read,true",
        "fhir.*,fhir.,true",
        "fhir.*,xfhir.read,false",
        "*.read,fhir.read,true",
        "*.read,fhir.reads,false",
        "fhir.*.read,fhir.patient.read,true",
        "fhir.*.read,fhir.read,false",
        "a*a,a,false",
        "a*a,aa,true",
        "a*b*c,aXbYbZc,true",
        "a*b*c,aXcYb,false",
        "*,anything,true",
        "**,anything,true",
        "plain,plain,true",
        "plain,plainer,false",
        "a.c,abc,false"
    })
    void aStarStandsForAnyCharacters(String pattern, String action, boolean matches) {
        assertThat(new ActionPattern(pattern).matches(action)).isEqualTo(matches);
    }

    @Test
    void manyStarsTakeNoLonger() {
        var pattern = new ActionPattern("*a".repeat(120) + "*b");
        assertThat(pattern.matches("a".repeat(250))).isFalse();
    }
}
