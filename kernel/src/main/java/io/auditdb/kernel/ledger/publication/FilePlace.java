package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file, perhaps on another machine's disk, which may be away for a while. */
final class FilePlace implements Place {
    private final Path file;

    /** Takes a path to a file, or to a directory, which is there or ends in a slash. */
    FilePlace(String path) {
        Path given = Path.of(path);
        this.file = path.endsWith("/") || Files.isDirectory(given) ? given.resolve("checkpoint") : given;
    }

    @Override
    public Optional<String> read() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    public void write(Checkpoint checkpoint) throws IOException {
        new CheckpointFile(file).write(checkpoint);
    }
}
