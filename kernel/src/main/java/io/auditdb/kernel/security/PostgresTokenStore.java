package io.auditdb.kernel.security;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.api.storage.ConnectionManager;
import io.auditdb.api.storage.ErrorRecovery;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tokens in the tables {@code access_token} and {@code access_token_revocation}, of which the role may only add rows. */
final class PostgresTokenStore implements TokenStore {
    private static final String SELECT = """
            SELECT t.id, t.name, t.secret_hash, t.tenants, t.rights, t.created_at, t.expires_at, r.revoked_at
            FROM access_token t LEFT JOIN access_token_revocation r ON r.token_id = t.id
            """;

    private static final String INSERT = """
            INSERT INTO access_token (id, name, secret_hash, tenants, rights, created_at, created_by, expires_at)
            SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM access_token) < ?
            """;

    private static final String REVOKE = """
            INSERT INTO access_token_revocation (token_id, revoked_at, revoked_by)
            VALUES (?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final ConnectionManager connections;
    private final ErrorRecovery recovery;

    PostgresTokenStore(ConnectionManager connections, ErrorRecovery recovery) {
        this.connections = connections;
        this.recovery = recovery;
    }

    @Override
    public boolean insert(StoredToken token, String createdBy, int maxTokens) {
        Access access = token.info().access();
        return run(INSERT, statement -> {
            Connection connection = statement.getConnection();
            statement.setObject(1, token.info().id());
            statement.setString(2, access.principal());
            statement.setBytes(3, token.secretHash().bytes());
            statement.setArray(4, texts(connection, access.tenants()));
            statement.setArray(
                    5,
                    texts(connection, access.rights().stream().map(Right::text).collect(Collectors.toSet())));
            statement.setObject(6, timestamp(token.info().createdAt()));
            statement.setString(7, createdBy);
            statement.setObject(8, timestamp(token.info().expiresAt().orElse(null)), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setInt(9, maxTokens);
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public Optional<StoredToken> findByHash(SecretHash secretHash) {
        return run(SELECT + "WHERE t.secret_hash = ?", statement -> {
            statement.setBytes(1, secretHash.bytes());
            return tokens(statement).stream().findFirst();
        });
    }

    @Override
    public Optional<StoredToken> findById(UUID id) {
        return run(SELECT + "WHERE t.id = ?", statement -> {
            statement.setObject(1, id);
            return tokens(statement).stream().findFirst();
        });
    }

    @Override
    public List<StoredToken> list() {
        return run(SELECT + "ORDER BY t.created_at DESC, t.id", PostgresTokenStore::tokens);
    }

    @Override
    public boolean revoke(UUID id, Instant at, String by) {
        return run(REVOKE, statement -> {
            statement.setObject(1, id);
            statement.setObject(2, timestamp(at));
            statement.setString(3, by);
            return statement.executeUpdate() == 1;
        });
    }

    /** Always on the primary: a token must work, and a revoked one stop working, before a replica has heard of it. */
    private <R> R run(String sql, Work<R> work) {
        try (var connection = connections.connection(ConnectionManager.Purpose.WRITE);
                var statement = connection.prepareStatement(sql)) {
            R result = work.run(statement);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return result;
        } catch (SQLException e) {
            throw recovery.handle(e);
        }
    }

    private static List<StoredToken> tokens(PreparedStatement statement) throws SQLException {
        var tokens = new ArrayList<StoredToken>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                tokens.add(token(rows));
            }
        }
        return tokens;
    }

    private static StoredToken token(ResultSet row) throws SQLException {
        Set<Right> rights = texts(row, "rights").stream()
                .map(text -> Right.valueOf(text.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        var info = new TokenInfo(
                row.getObject("id", UUID.class),
                new Access(row.getString("name"), Set.copyOf(texts(row, "tenants")), rights),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
        return new StoredToken(info, new SecretHash(row.getBytes("secret_hash")));
    }

    private static Array texts(Connection connection, Set<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.stream().sorted().toArray());
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private interface Work<R> {
        R run(PreparedStatement statement) throws SQLException;
    }
}
