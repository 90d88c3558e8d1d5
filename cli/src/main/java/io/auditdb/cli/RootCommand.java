package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.json.Json;
import io.auditdb.client.AuditDbClient;
import io.auditdb.kernel.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "audit-db",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        header = "An audit database that shows when its records were changed.",
        description = {
            "",
            "Most commands talk to a running daemon. Where it is: --url, else AUDIT_DB_URL, else var/run/http.url,"
                    + " else http://127.0.0.1:8620. The token: AUDIT_DB_TOKEN, else (only for a daemon on this"
                    + " machine) var/admin.token. AUDIT_DB_VAR moves var."
        },
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  audit-db import AWSLogs/ --format cloudtrail",
            "  audit-db query --action 'iam.*' --from -7d",
            "  audit-db verify && audit-db checkpoint",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 cannot connect, 4 integrity violation found.",
            "More about a command: audit-db COMMAND --help"
        })
final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Base URL of the daemon, such as http://127.0.0.1:8620.")
    private String url;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces.")
    private boolean debug;

    private final Surroundings surroundings;
    private final Json json = new StrictJson();

    RootCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command; audit-db --help lists them");
    }

    boolean debug() {
        return debug;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Json json() {
        return json;
    }

    /** Returns a client of the daemon that options and environment name. */
    AuditDbClient client() {
        return new Address(surroundings, url).client(line());
    }

    /** Returns where that daemon is. */
    Address address() {
        return new Address(surroundings, url);
    }

    /** Prints a line of the result. */
    void print(String line) {
        surroundings.out().println(line);
    }

    /** Prints a result as one line of JSON. */
    void printJson(Object value) {
        print(json.write(value));
    }

    /** Tells whoever watches something that is not the result. */
    void tell(String line) {
        surroundings.err().println(line);
    }

    /** Asks whoever watches; where nobody does, the command itself says it. */
    boolean confirms(String question) throws IOException {
        if (!surroundings.terminal()) {
            return true;
        }
        surroundings.err().print(Text.oneLine(question) + "? [y/N] ");
        surroundings.err().flush();
        String answer = new BufferedReader(new InputStreamReader(surroundings.in(), UTF_8)).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** Returns an error of usage, which names what to do instead. */
    ParameterException misuse(String problem) {
        return new ParameterException(line(), problem);
    }

    /** Returns the command that was given. */
    CommandLine line() {
        CommandLine line = spec.commandLine();
        while (line.getParseResult() != null && line.getParseResult().hasSubcommand()) {
            line = line.getParseResult().subcommand().commandSpec().commandLine();
        }
        return line;
    }
}
