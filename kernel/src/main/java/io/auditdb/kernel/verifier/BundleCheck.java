package io.auditdb.kernel.verifier;

import io.auditdb.kernel.signature.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks a bundle, line by line. For one thread and one use. */
final class BundleCheck {
    private final VerifierKey key;
    private final EvidenceVerifier verifier;
    private final Findings findings;
    private boolean ended;

    BundleCheck(VerifierKey key, EvidenceVerifier verifier, Findings findings) {
        this.key = key;
        this.verifier = verifier;
        this.findings = findings;
    }

    EvidenceReport run(EvidenceLine header, EvidenceLines lines) throws IOException {
        header.exactly("format", "checkpoint");
        SignedCheckpoint checkpoint =
                SignedCheckpoint.open(header.text("checkpoint"), key).orElse(null);
        if (checkpoint == null) {
            findings.add(1, null, "the checkpoint is not signed by " + key.name() + "; nothing in the file is proven");
            return findings.report(EvidenceFormat.BUNDLE, null);
        }
        var tree = new ProvenTree(checkpoint.size(), checkpoint.rootHash());
        while (next(lines, tree)) {
            // each line is checked as it is read
        }
        if (!ended) {
            findings.add(lines.number(), null, "the end of the file is missing");
        }
        return findings.report(EvidenceFormat.BUNDLE, checkpoint);
    }

    private boolean next(EvidenceLines lines, ProvenTree tree) throws IOException {
        try {
            EvidenceLine line = verifier.line(lines);
            if (line == null) {
                return false;
            }
            if (ended) {
                throw new IllegalArgumentException("comes after the end");
            }
            check(line, lines.number(), tree);
        } catch (IllegalArgumentException e) {
            findings.add(lines.number(), null, e.getMessage());
        }
        return true;
    }

    private void check(EvidenceLine line, long number, ProvenTree tree) {
        if (line.has("index")) {
            event(line.exactly("index", "leaf", "path", "entry", "disclosures"), number, tree);
        } else if (line.has("tenant")) {
            line.exactly("unsealed", "tenant").text("unsealed");
            findings.unsealed();
        } else {
            ended = true;
            line.exactly("events", "unsealed");
            if (line.number("events") != findings.events() || line.number("unsealed") != findings.unsealedCount()) {
                throw new IllegalArgumentException("the file does not hold as many events as it says");
            }
        }
    }

    private void event(EvidenceLine line, long number, ProvenTree tree) {
        var entry = new DisclosedEntry(verifier.json(), line.text("entry"), line.texts("disclosures"));
        var problems = new ArrayList<>(entry.problems());
        byte[] leaf = tree.leaf(line.text("entry").getBytes(StandardCharsets.UTF_8));
        try {
            byte[] stated = EvidenceLine.hash(line.text("leaf"));
            if (!Arrays.equals(leaf, stated)) {
                problems.add("the entry does not have the leaf hash that is proven");
            }
            List<byte[]> path =
                    line.texts("path").stream().map(EvidenceLine::hash).toList();
            if (!tree.prove(line.number("index"), stated, path)) {
                problems.add("the proof does not lead to the checkpoint");
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        findings.event(number, entry.id(), problems);
    }
}
