package io.auditdb.kernel.primary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers which server was the primary, so that one that has been replaced is not taken for it after a restart. One line:
 * {@code host:port system timeline}. For one thread.
 */
public final class PrimaryFile {
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\d{1,20}) ([1-9]\\d{0,8})\\s*");

    private final Path file;

    /** Remembers it in this file, which need not be there. */
    public PrimaryFile(Path file) {
        this.file = file;
    }

    /** Returns the last primary; one that is not configured any more has its place at the first of these. */
    public Optional<Term> read(List<Place> places) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(Files.readString(file));
        if (!line.matches()) {
            throw new IOException(file + " does not name a primary; delete it to have it made anew");
        }
        Place place = places.stream()
                .filter(it -> it.server().equals(line.group(1)))
                .findFirst()
                .orElse(places.get(0));
        return Optional.of(new Term(place, new DatabaseIdentity(line.group(2), Integer.parseInt(line.group(3)))));
    }

    void write(Term term) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        String line = term.place().server() + " " + term.identity().system() + " "
                + term.identity().timeline() + "\n";
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true); // after a crash it is the old line or the new one
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
