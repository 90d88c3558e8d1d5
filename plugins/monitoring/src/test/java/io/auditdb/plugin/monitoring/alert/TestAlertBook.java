package io.auditdb.plugin.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.operations.Alert;
import io.auditdb.api.operations.Alert.Acknowledgement;
import io.auditdb.api.operations.Alert.State;
import io.auditdb.plugin.monitoring.figure.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestAlertBook {
    private static final MailSettings NO_MAIL = new MailSettings(
            Optional.empty(),
            587,
            MailSettings.Security.STARTTLS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    static final AlertSettings SETTINGS = settings(3);

    private static AlertSettings settings(int most) {
        return new AlertSettings(
                Duration.ofSeconds(5),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                NO_MAIL,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                most,
                1000,
                10,
                Duration.ofDays(30),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                10);
    }

    private final Map<Figure, Double> figures = new HashMap<>();
    private Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private AlertBook book = book("size{of=\"a\"} > 10 for 1m until 5");

    private static AlertBook book(String... rules) {
        var all = new ArrayList<Rule>();
        for (String rule : rules) {
            all.add(RuleParser.parse("rule" + all.size(), rule));
        }
        return new AlertBook(all, SETTINGS, List.of());
    }

    private static Figure figure(String of) {
        return new Figure("size", new TreeMap<>(Map.of("of", of, "more", "x")));
    }

    private List<Notice> look(Duration later, double value) {
        figures.put(figure("a"), value);
        now = now.plus(later);
        return book.look(now, figures);
    }

    @Test
    void firesWhenTheConditionHasHeldForTheTime() {
        assertThat(look(Duration.ZERO, 11)).isEmpty();
        assertThat(book.all().get(0).state()).isEqualTo(State.PENDING);
        assertThat(look(Duration.ofSeconds(59), 12)).isEmpty();
        List<Notice> fired = look(Duration.ofSeconds(1), 13);
        assertThat(fired).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Notice.Kind.FIRED);
            assertThat(it.alert().value()).isEqualTo(13);
            assertThat(it.alert().since()).isEqualTo(now.minusSeconds(60));
        });
        assertThat(look(Duration.ofSeconds(5), 14)).isEmpty();
    }

    @Test
    void whatWasShortIsForgottenWithoutAWord() {
        look(Duration.ZERO, 11);
        assertThat(look(Duration.ofSeconds(30), 4)).isEmpty();
        assertThat(book.all()).isEmpty();
        assertThat(look(Duration.ofSeconds(40), 11)).isEmpty();
    }

    @Test
    void doesNotComeAndGoAroundTheThreshold() {
        look(Duration.ZERO, 11);
        look(Duration.ofMinutes(1), 11);
        assertThat(look(Duration.ofSeconds(5), 9)).isEmpty();
        assertThat(look(Duration.ofSeconds(5), 11)).isEmpty();
        assertThat(look(Duration.ofSeconds(5), 5))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.RESOLVED));
        assertThat(book.firing()).isEmpty();
        assertThat(book.all())
                .singleElement()
                .satisfies(it -> assertThat(it.state()).isEqualTo(State.RESOLVED));
    }

    @Test
    void isAboutTheLabelsItNames() {
        figures.put(figure("b"), 100.0);
        assertThat(look(Duration.ZERO, 1)).isEmpty();
        assertThat(book.all()).isEmpty();
    }

    @Test
    void aFigureThatIsGoneIsResolvedAfterAWhile() {
        look(Duration.ZERO, 11);
        look(Duration.ofMinutes(1), 11);
        figures.clear();
        now = now.plus(Duration.ofMinutes(4));
        assertThat(book.look(now, figures)).isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(book.look(now, figures))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.RESOLVED));
    }

    @Test
    void nobodyLookingAfterItIsToldOnceMore() {
        look(Duration.ZERO, 11);
        look(Duration.ofMinutes(1), 11);
        assertThat(look(Duration.ofMinutes(59), 11)).isEmpty();
        assertThat(look(Duration.ofMinutes(1), 11))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.ESCALATED));
        assertThat(look(Duration.ofMinutes(60), 11)).isEmpty();
    }

    @Test
    void whoLooksAfterItIsNotDisturbed() {
        look(Duration.ZERO, 11);
        look(Duration.ofMinutes(1), 11);
        String id = book.firing().get(0).id();
        assertThat(book.acknowledge("unknown", new Acknowledgement("me", now, "")))
                .isEmpty();
        assertThat(book.acknowledge(id, new Acknowledgement("me", now, ""))).isPresent();
        assertThat(look(Duration.ofHours(2), 11)).isEmpty();
        assertThat(book.firing().get(0).acknowledged()).isPresent();
    }

    @Test
    void goesOnAfterARestart() {
        look(Duration.ZERO, 11);
        look(Duration.ofMinutes(1), 11);
        List<Alert> kept = book.firing();
        book = new AlertBook(List.of(RuleParser.parse("rule0", "size{of=\"a\"} > 10 for 1m until 5")), SETTINGS, kept);
        assertThat(look(Duration.ofSeconds(5), 11)).as("it was told").isEmpty();
        assertThat(look(Duration.ofSeconds(5), 1)).hasSize(1);
        book = new AlertBook(List.of(), SETTINGS, kept);
        assertThat(book.all()).as("nobody has the rule any more").isEmpty();
    }

    @Test
    void sumsAreJudgedByHowMuchTheyHaveGrown() {
        book = book("increase 5m of size > 10");
        assertThat(look(Duration.ZERO, 1000)).isEmpty();
        assertThat(look(Duration.ofMinutes(1), 1008)).isEmpty();
        assertThat(look(Duration.ofMinutes(1), 1012)).hasSize(1);
        assertThat(look(Duration.ofMinutes(2), 1012)).isEmpty();
        assertThat(look(Duration.ofMinutes(4), 1012))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.RESOLVED));
    }

    @Test
    void howMuchASumHasGrownIsNotKnownAfterARestartUntilItWasWatchedForTheTime() {
        Rule rule = RuleParser.parse("rule0", "increase 5m of size > 10");
        book = new AlertBook(List.of(rule), SETTINGS, List.of());
        look(Duration.ZERO, 1000);
        assertThat(look(Duration.ofMinutes(1), 1020)).hasSize(1);
        book = new AlertBook(List.of(rule), SETTINGS, book.firing());
        assertThat(look(Duration.ofSeconds(5), 3)).isEmpty();
        assertThat(book.firing()).hasSize(1);
        assertThat(look(Duration.ofMinutes(5), 3))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.RESOLVED));
    }

    @Test
    void eventsOfATenantAreJudgedByThemselvesFromTheFirstOn() {
        book = book("increase 5m of events{action=\"auth.*\"} > 10");
        Rule rule = RuleParser.parse("rule0", "increase 5m of events > 10");
        figures.put(rule.events(new TreeMap<>(Map.of("tenant", "one"))), 11.0);
        figures.put(rule.events(new TreeMap<>(Map.of("tenant", "two"))), 10.0);
        figures.put(new Figure("events of rule1", new TreeMap<>(Map.of("tenant", "three"))), 99.0);
        assertThat(book.look(now, figures))
                .singleElement()
                .satisfies(it -> assertThat(it.alert().labels()).isEqualTo(Map.of("tenant", "one")));
        assertThat(book.look(now.plusSeconds(5), figures)).isEmpty();
        assertThat(book.look(now.plusSeconds(305), figures))
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Notice.Kind.RESOLVED));
    }

    @Test
    void aSumThatBeganAnewHasGrownFromNothing() {
        var growth = new Growth(Duration.ofMinutes(5));
        assertThat(growth.add(now, 1000)).isZero();
        assertThat(growth.add(now.plusSeconds(60), 7)).isEqualTo(7);
        assertThat(growth.add(now.plusSeconds(120), 9)).isEqualTo(9);
    }

    @Test
    void thereAreNoMoreThanTheMost() {
        book = book("size > 10");
        for (int i = 0; i < 5; i++) {
            figures.put(figure("f" + i), 11.0);
        }
        assertThat(book.look(now, figures)).hasSize(3);
        assertThat(book.dropped()).isEqualTo(2);
    }

    @Test
    void manyTenantsDoNotHideWhatAilsThePlatform() {
        book = book("increase 5m of events > 10", "size > 10");
        Rule rule = RuleParser.parse("rule0", "increase 5m of events > 10");
        for (int i = 0; i < 5; i++) {
            figures.put(rule.events(new TreeMap<>(Map.of("tenant", "t" + i))), 11.0);
        }
        assertThat(book.look(now, figures)).as("half of three").hasSize(1);
        figures.put(figure("a"), 11.0);
        assertThat(book.look(now, figures)).hasSize(1);
    }

    @Test
    void whatIsNotKnownIsNoReason() {
        book = book("size > 10", "size < 10", "size >= 10");
        assertThat(look(Duration.ZERO, Double.NaN)).isEmpty();
        assertThat(book.all()).isEmpty();
    }
}
