package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enables and disables plugins, and sets single settings, in the configuration file, in place: comments, order and
 * everything else stay as they are, byte for byte. The file is replaced at once or not at all, and keeps its owner, group
 * and mode. One thread at a time.
 */
public final class ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    /** Names the file; it need not exist yet. */
    public ConfigFile(Path path) {
        this.path = path;
    }

    /**
     * Writes that a plugin is enabled or disabled; leaves the file alone when it says so already.
     *
     * @return what undoes the change
     * @throws AuditDbException {@code INVALID_CONFIG} when the file is not YAML, has a shape that cannot be edited
     *     safely, or cannot be written; it is then unchanged
     */
    public Runnable setEnabled(String plugin, boolean enabled) {
        return edit(text -> new PluginSwitch(text, name()).set(plugin, enabled)).write();
    }

    /**
     * Makes ready that settings are set or removed; nothing is written yet.
     *
     * @param values by the keys of the settings; empty for those that are to go
     * @throws AuditDbException as {@link #setEnabled}
     */
    public Draft set(Map<String, Optional<String>> values) {
        return edit(text -> {
            String edited = text;
            for (var value : values.entrySet()) {
                var edit = new SettingEdit(edited, name());
                edited = value.getValue().isPresent()
                        ? edit.set(value.getKey(), value.getValue().get())
                        : edit.remove(value.getKey());
            }
            return edited;
        });
    }

    private Draft edit(UnaryOperator<String> edit) {
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path;
            String before = read(target);
            return new Draft(target, before, edit.apply(before == null ? "" : before));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private String name() {
        return String.valueOf(path.getFileName());
    }

    /** The file as it is to be. */
    public final class Draft {
        private final Path target;
        private final String before;
        private final String after;

        private Draft(Path target, String before, String after) {
            this.target = target;
            this.before = before;
            this.after = after;
        }

        /** Whether that is something else than the file says. */
        public boolean isChange() {
            return !after.equals(before);
        }

        /** Returns what the file will say. */
        public String text() {
            return after;
        }

        /**
         * Replaces the file, unless it says the same already.
         *
         * @return what undoes the change
         * @throws AuditDbException {@code CONFLICT} when somebody else has edited the file since this was made ready; {@code
         *     INVALID_CONFIG} when it cannot be written
         */
        public Runnable write() {
            try {
                if (!Objects.equals(before, read(target))) {
                    throw new AuditDbException(
                            StandardErrorCode.CONFLICT,
                            "The configuration file was edited in the meantime; do it again");
                }
                if (!isChange()) {
                    return () -> {};
                }
                ConfigFile.write(target, after);
                return () -> undo(target, before, after);
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    private AuditDbException unwritable(IOException e) {
        return new AuditDbException(
                StandardErrorCode.INVALID_CONFIG,
                "The configuration file " + path + " cannot be read or written: " + e,
                e);
    }

    /** What somebody else has written meanwhile stays. */
    private void undo(Path target, String before, String after) {
        try {
            if (!after.equals(read(target))) {
                LOG.warn("{} was edited by somebody else, and is left as it is", path);
            } else if (before == null) {
                Files.deleteIfExists(target);
            } else {
                write(target, before);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void write(Path target, String text) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
        try {
            copyMode(target, draft);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            replace(directory, draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Whoever could read the file can read it afterwards. */
    private static void copyMode(Path from, Path to) throws IOException {
        if (!Files.getFileStore(to).supportsFileAttributeView("posix")) {
            return;
        }
        if (!Files.exists(from)) {
            Files.setPosixFilePermissions(to, PRIVATE);
            return;
        }
        var wanted = Files.readAttributes(from, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!view.getOwner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!view.readAttributes().group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    /** The new name is durable only when the directory is; one that cannot be opened for that is found out before. */
    private static void replace(Path directory, Path draft, Path target) throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            channel.force(true);
        }
    }
}
