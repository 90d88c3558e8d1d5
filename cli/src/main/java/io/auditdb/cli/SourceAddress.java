package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.store.DatabaseUrl;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * The database that is read, in options. A password comes from a file, or from one in the format of libpq's
 * {@code .pgpass} that the URL names with {@code passfile=}: what is on a command line everybody on the machine sees.
 */
final class SourceAddress {
    private static final String PASSFILE = "passfile=";

    @Option(
            names = "--source-url",
            paramLabel = "URL",
            description = "The database of the table: postgresql://user@host:5432/database, with passfile=FILE if it"
                    + " asks for a password (default: the platform's own).")
    private String url;

    @Option(names = "--source-password-file", paramLabel = "FILE", description = "The file that holds its password.")
    private Path passwordFile;

    /** Returns whether another database than the platform's own is named. */
    boolean given() {
        return url != null;
    }

    DatabaseAddress address(RootCommand root) throws IOException {
        DatabaseAddress named = parse(root);
        if (!named.password().isEmpty() || ("&" + named.parameters()).contains("&password=")) {
            throw root.misuse("--source-url must not hold a password; use passfile= or --source-password-file");
        }
        List<String> parameters =
                new ArrayList<>(Arrays.asList(named.parameters().split("&")));
        String passfile = parameters.stream()
                .filter(parameter -> parameter.startsWith(PASSFILE))
                .findFirst()
                .orElse(null);
        parameters.remove(passfile);
        var address = new DatabaseAddress(
                named.host(), named.port(), named.database(), named.user(), "", String.join("&", parameters));
        if (passwordFile != null) {
            return address.as(named.user(), Files.readString(passwordFile).strip());
        }
        return passfile == null ? address : address.as(named.user(), password(address, file(passfile)));
    }

    private DatabaseAddress parse(RootCommand root) {
        try {
            return DatabaseUrl.parse(url);
        } catch (AuditDbException e) {
            throw root.misuse("--source-url " + e.faults().get(0).problem());
        }
    }

    private static Path file(String passfile) {
        return Path.of(
                URLDecoder.decode(passfile.substring(PASSFILE.length()).replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /** The first line that matches, as libpq takes it; empty when there is none. */
    private static String password(DatabaseAddress address, Path file) throws IOException {
        List<String> wanted =
                List.of(address.host(), Integer.toString(address.port()), address.database(), address.user());
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("(?<!\\\\):", 5);
            if (!line.startsWith("#") && fields.length == 5 && matches(fields, wanted)) {
                return plain(fields[4]);
            }
        }
        return "";
    }

    private static boolean matches(String[] fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields[i].equals("*") && !plain(fields[i]).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }
}
