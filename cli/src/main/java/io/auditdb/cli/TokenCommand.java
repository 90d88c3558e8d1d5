package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.security.AccessTokens.NewToken;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Make, list and revoke access tokens.",
        description = {"", "A token has tenants and rights. The platform keeps only a hash of it."},
        footer = {
            "  audit-db token create billing-app --tenant clinic --right append --lifetime 90d --out billing.token",
            "  audit-db token list",
            "  audit-db token revoke 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"
        })
final class TokenCommand implements Runnable {
    private final RootCommand root;

    TokenCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: create, list or revoke");
    }

    @Command(
            name = "create",
            header = "Make a token; its secret is shown only now.",
            description = {
                "",
                "Rights: append, read, verify, operate, report, gdpr, reidentify, admin (every one but reidentify)."
            },
            footer = {
                "  audit-db token create billing-app --tenant clinic --right append --lifetime 90d",
                "  audit-db token create auditor --right read --right verify --out auditor.token"
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "What it is for; recorded with all it does.") String name,
            @Option(
                            names = "--tenant",
                            paramLabel = "TENANT",
                            description = "What it may touch; may be given again (default: all).")
                    List<String> tenants,
            @Option(
                            names = "--right",
                            paramLabel = "RIGHT",
                            required = true,
                            description = "What it may do; may be given again.")
                    List<Right> rights,
            @Option(names = "--lifetime", paramLabel = "SPAN", description = "Such as 90d (default: for ever).")
                    String lifetime,
            @Option(names = "--out", paramLabel = "FILE", description = "Write the secret to a new file, mode 0600.")
                    Path out,
            @Option(names = "--json", description = "Show it as JSON.") boolean json)
            throws IOException {
        Duration span = span(lifetime);
        if (out != null) {
            // first, so that no token is made whose secret has no place to go
            PrivateFiles.create(out);
        }
        NewToken token;
        try (AuditDbClient client = root.client()) {
            Set<String> covered = tenants == null ? Set.of() : Set.copyOf(tenants);
            token = client.operations().createToken(name, covered, Set.copyOf(rights), span);
        } catch (AuditDbException e) {
            if (out != null) {
                Files.delete(out);
            }
            throw e;
        }
        if (out != null) {
            Files.writeString(out, token.secret() + "\n");
        }
        show(token, out, json);
        return ExitCode.OK;
    }

    private void show(NewToken token, Path out, boolean json) {
        if (json) {
            Map<String, Object> view = Views.of(token.info());
            if (out == null) {
                view.put("token", token.secret());
            }
            root.printJson(view);
        } else {
            root.tell("Token " + token.info().id() + " made"
                    + (out == null ? "; this is shown only once:" : ", in " + out));
            if (out == null) {
                root.print(token.secret());
            }
        }
    }

    @Command(
            name = "list",
            header = "Show all tokens, newest first; never their secrets.",
            footer = {"  audit-db token list", "  audit-db token list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            List<TokenInfo> tokens = client.operations().tokens();
            if (json) {
                root.printJson(Map.of("tokens", tokens.stream().map(Views::of).toList()));
                return ExitCode.OK;
            }
            var table = new Table(root.surroundings().out(), "ID", "NAME", "TENANTS", "RIGHTS", "CREATED", "STATE");
            for (TokenInfo token : tokens) {
                Set<String> covered = new TreeSet<>(token.access().tenants());
                table.row(
                        token.id().toString(),
                        token.access().principal(),
                        covered.isEmpty() ? "all" : String.join(",", covered),
                        token.access().rights().stream()
                                .map(Right::text)
                                .sorted()
                                .collect(Collectors.joining(",")),
                        token.createdAt().toString(),
                        state(token));
            }
            table.flush();
        }
        return ExitCode.OK;
    }

    @Command(
            name = "revoke",
            header = "End a token at once.",
            footer = {"  audit-db token revoke 0b5c1f7e-2f0a-4d6e-9a3e-0f8f6f0b7c11"})
    int revoke(@Parameters(paramLabel = "ID", description = "The token's id, as token list shows it.") UUID id) {
        try (AuditDbClient client = root.client()) {
            if (!client.operations().revokeToken(id)) {
                throw new AuditDbException(
                        StandardErrorCode.NOT_FOUND, "There is no token " + id + ", or it was revoked before");
            }
        }
        root.print(id + " revoked");
        return ExitCode.OK;
    }

    private String state(TokenInfo token) {
        Instant now = root.surroundings().clock().instant();
        if (token.revokedAt().isPresent()) {
            return "revoked " + token.revokedAt().get();
        }
        return token.expiresAt()
                .map(end -> (end.isAfter(now) ? "until " : "expired ") + end)
                .orElse("active");
    }

    private Duration span(String lifetime) {
        try {
            return lifetime == null ? null : Times.duration(lifetime);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--lifetime " + lifetime + ": " + e.getMessage());
        }
    }
}
