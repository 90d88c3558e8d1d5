package io.auditdb.plugin.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.operations.Alert.Severity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRuleParser {
    @Test
    void readsAllThereIsToSay() {
        Rule rule = RuleParser.parse(
                "busy", "increase 5m of calls_total{kind=\"a\", of=\"b c\"} >= 10.5 for 90s until 2 severity high");
        assertThat(rule.increase()).contains(Duration.ofMinutes(5));
        assertThat(rule.metric()).isEqualTo("calls_total");
        assertThat(rule.labels()).isEqualTo(Map.of("kind", "a", "of", "b c"));
        assertThat(rule.comparison()).isEqualTo(Rule.Comparison.AT_LEAST);
        assertThat(rule.threshold()).isEqualTo(10.5);
        assertThat(rule.forTime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(rule.until()).isEqualTo(2);
        assertThat(rule.severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void whatIsNotSaidHasADefault() {
        Rule rule = RuleParser.parse("small", " size<3 ");
        assertThat(rule.increase()).isEmpty();
        assertThat(rule.labels()).isEmpty();
        assertThat(rule.forTime()).isZero();
        assertThat(rule.until()).isEqualTo(3);
        assertThat(rule.severity()).isEqualTo(Severity.MEDIUM);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            size               | is no rule
            size ? 3           | is no rule
            Size > 3           | is no rule
            size > 3 soon      | is no rule
            size > much        | much is no number
            size > 3 for ever  | ever is no time
            size > 3 for 8d    | 8d is no time
            size > 3 severity bad | bad is no severity
            size > 3 until 5   | until 5 lies beyond the threshold
            size < 3 until 1   | until 1 lies beyond the threshold
            size{a=b} > 3      | are no labels
            size{a="b" c="d"} > 3 | are no labels
            events > 3         | events are counted over a time
            increase 5m of events < 3 | events are counted over a time
            increase 5m of events{colour="red"} > 3 | colour is nothing that events are told apart by
            increase 5m of events{status="bad"} > 3 | bad is no status
            """)
    void saysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> RuleParser.parse("rule", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void thoseThatComeWithThePlatformAreInForceUnlessTheyAreOff() {
        int all = Rules.of(Map.of()).size();
        assertThat(all).isGreaterThan(10);
        assertThat(Rules.of(Map.of("breaker-open", "off"))).hasSize(all - 1);
        assertThat(Rules.of(Map.of("mine", "size > 3"))).hasSize(all + 1);
        assertThatThrownBy(() -> Rules.of(Map.of("one", "?", "two", "size > much")))
                .hasMessageContaining("rules.one: is no rule")
                .hasMessageContaining("rules.two: much is no number");
    }
}
