package io.auditdb.kernel.primary;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.storage.DatabaseAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPrimaryRule {
    private static final Place CONFIGURED = place(Place.CONFIGURED, 1);
    private static final Place ONE = place("one", 2);
    private static final Place TWO = place("two", 3);
    private static final PrimaryRule RULE = new PrimaryRule(new Term(CONFIGURED, new DatabaseIdentity("77", 4)));

    @Test
    void keepsTheOneThatLives() {
        var choice = RULE.choose(List.of(primary(ONE, 5, 100), primary(CONFIGURED, 4, 100)));
        assertThat(choice.primary()).map(Look::place).contains(CONFIGURED);
        assertThat(choice.refused()).singleElement().asString().contains("one", "second primary");
    }

    @Test
    void goesToTheOneThatWasPromoted() {
        var choice = RULE.choose(List.of(standby(TWO), primary(ONE, 5, 100)));
        assertThat(choice.primary()).map(Look::place).contains(ONE);
    }

    @Test
    void goesToTheSamePlaceOnALaterTimeline() {
        var choice = RULE.choose(List.of(primary(CONFIGURED, 5, 100)));
        assertThat(choice.primary()).map(it -> it.identity().timeline()).contains(5);
    }

    @Test
    void takesTheOneThatHoldsMost() {
        var choice = RULE.choose(List.of(primary(ONE, 5, 100), primary(TWO, 5, 120)));
        assertThat(choice.primary()).map(Look::place).contains(TWO);
    }

    @Test
    void keepsTheOneThatHoldsTheNewestCheckpointOfTwoPrimaries() {
        var behind = new Look(CONFIGURED, false, new DatabaseIdentity("77", 4), 120, 100, 0);
        var choice = RULE.choose(List.of(behind, primary(ONE, 5, 120)));
        assertThat(choice.primary()).map(Look::place).contains(ONE);
    }

    @Test
    void refusesWhatLacksThePublishedCheckpoint() {
        var choice = RULE.choose(List.of(new Look(ONE, false, new DatabaseIdentity("77", 5), 120, 100, 0)));
        assertThat(choice.primary()).isEmpty();
        assertThat(choice.refused()).singleElement().asString().contains("ends at leaf 100", "over 120 leaves");
    }

    @Test
    void refusesOldTimelinesAndOtherSystems() {
        var choice = RULE.choose(List.of(
                primary(ONE, 3, 100),
                primary(TWO, 4, 100),
                new Look(place("three", 4), false, new DatabaseIdentity("78", 5), 0, 100, 0)));
        assertThat(choice.primary()).isEmpty();
        assertThat(choice.refused())
                .satisfiesExactly(
                        one -> assertThat(one).contains("an old primary"),
                        two -> assertThat(two).contains("or a copy"),
                        three -> assertThat(three).contains("another database system"));
    }

    @Test
    void knowsNothingToCompareWithAtTheFirstStart() {
        var rule = new PrimaryRule(new Term(CONFIGURED, new DatabaseIdentity("", 0)));
        assertThat(rule.choose(List.of(primary(CONFIGURED, 9, 0))).primary())
                .map(Look::place)
                .contains(CONFIGURED);
        assertThat(rule.choose(List.of(primary(ONE, 9, 0))).primary()).isEmpty();
    }

    private static Look primary(Place place, int timeline, long leaves) {
        return new Look(place, false, new DatabaseIdentity("77", timeline), 0, leaves, 0);
    }

    private static Look standby(Place place) {
        return new Look(place, true, new DatabaseIdentity("77", 0), 0, 0, 0);
    }

    private static Place place(String name, int port) {
        return new Place(name, new DatabaseAddress("localhost", port, "audit", "admin", "", ""));
    }
}
