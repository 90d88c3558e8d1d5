package io.auditdb.kernel.primary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of some servers is the primary. The one that was stays it as long as it lives and holds the newest published
 * checkpoint. Otherwise it is one of the same database system that holds this, on a timeline that began later. Keeps no
 * state.
 */
final class PrimaryRule {
    private final Term known;

    /** {@code known} was the primary; its timeline is 0 when that is not known. */
    PrimaryRule(Term known) {
        this.known = known;
    }

    /**
     * What follows from looking.
     *
     * @param primary which one it is; empty when none is fit
     * @param refused why others that take writes are not
     */
    record Choice(Optional<Look> primary, List<String> refused) {}

    Choice choose(List<Look> looks) {
        Optional<Look> current = looks.stream().filter(this::isCurrent).findFirst();
        var refused = new ArrayList<String>();
        var fit = new ArrayList<Look>();
        for (Look look : looks) {
            if (!look.standby() && !isCurrent(look)) {
                refusal(look).ifPresentOrElse(why -> refused.add(look.place() + " " + why), () -> fit.add(look));
            }
        }
        if (current.isPresent() && (current.get().holdsPublished() || fit.isEmpty())) {
            fit.forEach(look -> refused.add(look.place() + " is a second primary"));
            return new Choice(current, refused);
        }
        return new Choice(
                fit.stream()
                        .max(Comparator.comparingLong(Look::leaves)
                                .thenComparingInt(look -> look.identity().timeline())),
                refused);
    }

    /** Returns whether it is the one that was the primary, and still is on the same timeline. */
    boolean isCurrent(Look look) {
        int timeline = known.identity().timeline();
        return !look.standby()
                && look.place().server().equals(known.place().server())
                && (timeline == 0 || look.identity().equals(known.identity()));
    }

    private Optional<String> refusal(Look look) {
        DatabaseIdentity before = known.identity();
        if (before.timeline() == 0) {
            return Optional.of("takes writes, and nothing is known here that it could be compared with");
        }
        if (!look.identity().system().equals(before.system())) {
            return Optional.of("belongs to another database system");
        }
        if (look.identity().timeline() <= before.timeline()) {
            return Optional.of("takes writes on timeline " + look.identity().timeline() + ", and the platform's are on "
                    + before.timeline() + ": it is an old primary, or a copy");
        }
        if (!look.holdsPublished()) {
            return Optional.of("takes writes and ends at leaf " + look.leaves() + " of the log, but a checkpoint over "
                    + look.lacks() + " leaves was published, which it does not hold");
        }
        return Optional.empty();
    }
}
