package io.auditdb.kernel.ledger.archive;

import io.auditdb.api.storage.ArchiveFile;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.PartitionRange;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the log signs about an archive. Its text is signed as a note under the key of the log, whose first line is the name
 * of no log, because that may hold no space: no manifest passes for a checkpoint.
 *
 * @param origin the name of the log
 * @param leafDigest SHA-256, in hex, of all leaf hashes in the order of the rows
 * @param root the root of the checkpoint that covers them
 */
public record Manifest(
        String origin,
        UUID archive,
        String partition,
        PartitionRange range,
        long rows,
        Instant first,
        Instant last,
        long firstLeaf,
        long lastLeaf,
        ArchiveFile file,
        String leafDigest,
        long checkpointSize,
        byte[] root) {
    private static final String TITLE = "audit-db archive v1";

    /** Returns the text to sign. */
    public String text() {
        return TITLE + "\norigin " + origin
                + "\narchive " + archive
                + "\npartition " + partition
                + "\nrange " + range.from() + " " + range.to()
                + "\nrows " + rows
                + "\ntimes " + first + " " + last
                + "\nleaves " + firstLeaf + " " + lastLeaf
                + "\nfile " + file.bytes() + " " + file.sha256()
                + "\nleaf-hashes " + leafDigest
                + "\ncheckpoint " + checkpointSize + " " + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** Reads the text of a manifest; empty when it is none. */
    public static Optional<Manifest> parse(String text) {
        if (!text.startsWith(TITLE + "\n")) {
            return Optional.empty();
        }
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().skip(1).forEach(line -> {
            String[] parts = line.split(" ", 2);
            lines.put(parts[0], parts.length < 2 ? "" : parts[1]);
        });
        try {
            Manifest manifest = of(lines);
            return manifest.text().equals(text) ? Optional.of(manifest) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // a line is missing, or is not what it should be
        }
    }

    private static Manifest of(Map<String, String> lines) {
        String[] range = lines.get("range").split(" ", -1);
        String[] times = lines.get("times").split(" ", -1);
        String[] leaves = lines.get("leaves").split(" ", -1);
        String[] file = lines.get("file").split(" ", -1);
        String[] checkpoint = lines.get("checkpoint").split(" ", -1);
        HexFormat.of().parseHex(file[1]);
        return new Manifest(
                lines.get("origin"),
                UUID.fromString(lines.get("archive")),
                lines.get("partition"),
                new PartitionRange(Instant.parse(range[0]), Instant.parse(range[1])),
                Long.parseLong(lines.get("rows")),
                Instant.parse(times[0]),
                Instant.parse(times[1]),
                Long.parseLong(leaves[0]),
                Long.parseLong(leaves[1]),
                new ArchiveFile(Long.parseLong(file[0]), file[1]),
                lines.get("leaf-hashes"),
                Long.parseLong(checkpoint[0]),
                Base64.getDecoder().decode(checkpoint[1]));
    }

    /** Returns whether it is about this archive of this log, and says the same; digest of leaves and root aside. */
    boolean describes(ArchiveInfo other, ArchiveInfo.Contents contents, String log) {
        return new Manifest(
                        log,
                        other.id(),
                        other.partition(),
                        other.range(),
                        contents.rows(),
                        contents.first(),
                        contents.last(),
                        contents.firstLeaf(),
                        contents.lastLeaf(),
                        contents.file(),
                        leafDigest,
                        contents.checkpointSize(),
                        root)
                .text()
                .equals(text());
    }
}
