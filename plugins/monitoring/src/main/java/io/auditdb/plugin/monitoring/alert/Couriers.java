package io.auditdb.plugin.monitoring.alert;

import java.util.List;

/** Brings notices to all destinations. Safe for use by many threads. */
final class Couriers implements AutoCloseable {
    private final List<Courier> all;
    private final List<Courier> forgetful;

    /** {@code forgetful}: those of {@code all} that have to be reminded of what still fires. */
    Couriers(List<Courier> all, List<Courier> forgetful) {
        this.all = List.copyOf(all);
        this.forgetful = List.copyOf(forgetful);
    }

    void send(List<Notice> notices) {
        if (!notices.isEmpty()) {
            all.forEach(courier -> courier.send(notices));
        }
    }

    void remind(List<Notice> firing) {
        if (!firing.isEmpty()) {
            forgetful.forEach(courier -> courier.remind(firing));
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Courier courier : all) {
            courier.close();
        }
    }
}
