package io.auditdb.plugin.atna;

import java.util.concurrent.atomic.LongAdder;

/** What has become of messages since the start. Safe for use by many threads. */
final class Counts {
    final LongAdder tls = new LongAdder();
    final LongAdder udp = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder refused = new LongAdder();
}
