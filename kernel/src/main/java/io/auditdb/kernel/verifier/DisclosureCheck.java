package io.auditdb.kernel.verifier;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.signature.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checks the disclosure of one event. For one thread and one use. */
final class DisclosureCheck {
    private static final String PROOF = "c2sp.org/tlog-proof@v1\n";
    private static final String INDEX = "index ";

    private final VerifierKey key;
    private final Json json;
    private final Findings findings;

    DisclosureCheck(VerifierKey key, Json json, Findings findings) {
        this.key = key;
        this.json = json;
        this.findings = findings;
    }

    EvidenceReport run(EvidenceLine document, EvidenceLines lines) throws IOException {
        document.exactly("format", "entry", "disclosures", "proof");
        var entry = new DisclosedEntry(json, document.text("entry"), document.texts("disclosures"));
        var problems = new ArrayList<>(entry.problems());
        SignedCheckpoint checkpoint = null;
        try {
            checkpoint = prove(document.text("proof"), document.text("entry"));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        if (!lines.rest().isBlank()) {
            problems.add("there is something after the end");
        }
        findings.event(1, entry.id(), problems);
        if (problems.isEmpty()) {
            findings.show(entry.shown());
        }
        return findings.report(EvidenceFormat.DISCLOSURE, checkpoint);
    }

    /** Follows C2SP tlog-proof; throws IllegalArgumentException when the proof does not hold. */
    private SignedCheckpoint prove(String proof, String entry) {
        int end = proof.indexOf("\n\n");
        if (!proof.startsWith(PROOF) || end < 0) {
            throw new IllegalArgumentException("the proof is not a c2sp.org/tlog-proof@v1");
        }
        List<String> lines = proof.substring(PROOF.length(), end).lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
            throw new IllegalArgumentException("the proof names no index");
        }
        SignedCheckpoint checkpoint = SignedCheckpoint.open(proof.substring(end + 2), key)
                .orElseThrow(() -> new IllegalArgumentException("the checkpoint is not signed by " + key.name()));
        List<byte[]> path =
                lines.subList(1, lines.size()).stream().map(EvidenceLine::hash).toList();
        var tree = new ProvenTree(checkpoint.size(), checkpoint.rootHash());
        byte[] leaf = tree.leaf(entry.getBytes(StandardCharsets.UTF_8));
        if (!tree.prove(index(lines.get(0).substring(INDEX.length())), leaf, path)) {
            throw new IllegalArgumentException("the proof does not lead from the entry to the checkpoint");
        }
        return checkpoint;
    }

    private static long index(String text) {
        if (!text.matches("0|[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("the proof's index is not a number");
        }
        return Long.parseLong(text);
    }
}
