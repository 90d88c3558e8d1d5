package io.auditdb.cli;

import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.kernel.verifier.EvidenceReport;
import io.auditdb.kernel.verifier.EvidenceVerifier;
import io.auditdb.kernel.verifier.SignedCheckpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Check a bundle or a disclosure with nothing but the key.",
        description = {
            "",
            "Needs no daemon, no database and no network. Checks that the values shown are those the entries commit to,"
                    + " that the entries are in the tree, and that the key has signed the tree. Exit code 4 and one line"
                    + " for each event that does not verify. The key comes from somebody you trust: not from whom the"
                    + " file came."
        },
        footer = {
            "  audit-db verify bundle patient-7.bundle --key @audit-db.vkey",
            "  audit-db verify bundle event.json --key log.example+1a2b3c4d+AXz0… --json"
        })
final class VerifyBundleCommand implements Callable<Integer> {
    private static final int GZIP_MAGIC = 0x1f8b;

    @Parameters(paramLabel = "FILE", description = "The file; may be compressed with gzip.")
    private Path file;

    @Option(
            names = "--key",
            paramLabel = "VKEY|@FILE",
            required = true,
            description = "The log's verifier key, or @ and the file that holds it.")
    private String key;

    @Option(
            names = "--max-findings",
            paramLabel = "NUMBER",
            description = "How many findings to list at most (default: ${DEFAULT-VALUE}).")
    private int maxFindings = 1000;

    @Option(names = "--json", description = "Show the report as JSON.")
    private boolean json;

    private final RootCommand root;

    VerifyBundleCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        EvidenceVerifier verifier = verifier();
        EvidenceReport report;
        try (InputStream in = opened()) {
            report = verifier.verify(in);
        }
        if (json) {
            root.printJson(Views.of(report));
        } else {
            show(report);
        }
        return report.intact() ? ExitCode.OK : ExitCode.INTEGRITY_VIOLATION;
    }

    private EvidenceVerifier verifier() throws IOException {
        String text = key.startsWith("@") ? Files.readString(Path.of(key.substring(1))) : key;
        try {
            return new EvidenceVerifier(VerifierKey.parse(text.strip()), root.json(), maxFindings);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--key: " + e.getMessage());
        }
    }

    private InputStream opened() throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    }

    private void show(EvidenceReport report) {
        root.print((report.intact() ? "Intact: " : "NOT INTACT: ") + report.proven() + " of "
                + Text.count(report.events(), "event") + " proven"
                + (report.unsealed() == 0 ? "" : ", " + report.unsealed() + " more only listed"));
        report.checkpoint().ifPresent(this::show);
        report.shown()
                .forEach((name, value) -> root.print("  " + Text.oneLine(name) + "  "
                        + Text.oneLine(root.json().write(value))));
        report.findings().forEach(finding -> root.print("  " + Text.oneLine(finding.toString())));
        if (report.findingCount() > report.findings().size()) {
            root.print("  and " + (report.findingCount() - report.findings().size()) + " more");
        }
    }

    private void show(SignedCheckpoint checkpoint) {
        root.print("Checkpoint: " + Text.oneLine(checkpoint.origin()) + ", size " + checkpoint.size() + ", root "
                + Text.oneLine(checkpoint.root()));
    }
}
