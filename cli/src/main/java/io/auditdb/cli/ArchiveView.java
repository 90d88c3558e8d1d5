package io.auditdb.cli;

import io.auditdb.api.ledger.Violation;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.api.storage.ArchiveInfo.Contents;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shows archives. */
final class ArchiveView {
    private final RootCommand root;
    private final boolean json;

    ArchiveView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(List<ArchiveInfo> archives) {
        if (json) {
            root.printJson(
                    Map.of("archives", archives.stream().map(ArchiveView::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "ID", "PARTITION", "STATE", "FROM", "TO", "EVENTS", "BYTES");
        archives.forEach(archive -> table.row(
                archive.id().toString(),
                archive.partition(),
                archive.state().text(),
                archive.range().from().toString(),
                archive.range().to().toString(),
                archive.contents().map(it -> Long.toString(it.rows())).orElse(""),
                archive.contents().map(it -> Long.toString(it.file().bytes())).orElse("")));
        table.flush();
    }

    /** Shows what was found in each; returns the exit code it comes to. */
    int show(Map<UUID, List<Violation>> found) {
        boolean intact = found.values().stream().allMatch(List::isEmpty);
        if (json) {
            root.printJson(Map.of(
                    "archives",
                    found.entrySet().stream()
                            .map(each -> Views.object(
                                    "id",
                                    each.getKey().toString(),
                                    "intact",
                                    each.getValue().isEmpty(),
                                    "violations",
                                    each.getValue().stream().map(Views::of).toList()))
                            .toList()));
        } else {
            found.forEach((id, violations) -> {
                root.print(id + (violations.isEmpty() ? " intact" : " NOT intact"));
                violations.forEach(violation -> root.print("  " + violation));
            });
        }
        return intact ? ExitCode.OK : ExitCode.INTEGRITY_VIOLATION;
    }

    private static Map<String, Object> of(ArchiveInfo archive) {
        return Views.object(
                "id", archive.id().toString(),
                "name", archive.name(),
                "partition", archive.partition(),
                "from", archive.range().from().toString(),
                "to", archive.range().to().toString(),
                "state", archive.state().text(),
                "changedAt", archive.changedAt().toString(),
                "contents", archive.contents().map(ArchiveView::of).orElse(null));
    }

    private static Map<String, Object> of(Contents contents) {
        return Views.object(
                "rows", contents.rows(),
                "first", contents.first().toString(),
                "last", contents.last().toString(),
                "firstLeaf", contents.firstLeaf(),
                "lastLeaf", contents.lastLeaf(),
                "checkpointSize", contents.checkpointSize(),
                "bytes", contents.file().bytes(),
                "sha256", contents.file().sha256(),
                "manifestSha256", contents.manifestSha256());
    }
}
