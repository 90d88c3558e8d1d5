package io.auditdb.cli;

import io.auditdb.kernel.AuditDb;
import java.io.PrintStream;

/** What the daemon tells whoever started it in the foreground. */
final class Greeting {
    private final PrintStream out;
    private final AuditDb platform;

    Greeting(PrintStream out, AuditDb platform) {
        this.out = out;
        this.platform = platform;
    }

    void running() {
        String place = platform.httpUri().map(uri -> " at " + uri).orElse(", without an HTTP interface");
        out.println("audit-db is running" + place);
        out.flush();
    }

    void demo(Demo.Outcome outcome) {
        var checkpoint = outcome.proof().checkpoint();
        out.println("  samples     " + outcome.stored() + " events appended, " + outcome.duplicates()
                + " were there already");
        out.println("  sealed      in a signed checkpoint over " + checkpoint.size() + " events");
        out.println("  verified    " + outcome.report().events() + " events, "
                + (outcome.report().intact() ? "intact" : outcome.report().violationCount() + " VIOLATIONS")
                + ", in " + outcome.report().duration().toMillis() + " ms");
        out.println("In another terminal:");
        out.println("  ./audit-db query --action 'iam.*' --limit 5");
        out.println("  ./audit-db verify && ./audit-db checkpoint");
        out.flush();
    }
}
