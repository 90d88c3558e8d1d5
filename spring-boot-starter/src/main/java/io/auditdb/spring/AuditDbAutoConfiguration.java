package io.auditdb.spring;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.kernel.AuditDb;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Opens the platform with the plugins on the class path that {@code audit-db.plugins.*} names, and closes it with the context.
 * {@code audit-db.enabled=false} leaves it out. The services are closed by the platform, which knows the order, and not as beans.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "audit-db", name = "enabled", matchIfMissing = true)
public class AuditDbAutoConfiguration {
    /** Opens the platform; every key below {@code audit-db} is one of its own, but {@code enabled}, {@code file} and {@code var}. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public AuditDb auditDb(Environment environment) {
        var properties = new AuditDbProperties(environment);
        Path var = properties.var();
        return AuditDb.open(properties.configuration(), var);
    }

    /** To append and query. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(AuditDb.class)
    public AuditDatabase auditDatabase(AuditDb platform) {
        return platform.database();
    }

    /** To prove. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(AuditDb.class)
    public Ledger auditLedger(AuditDb platform) {
        return platform.ledger();
    }

    /** To see and swap plugins. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(AuditDb.class)
    public Plugins auditPlugins(AuditDb platform) {
        return platform.plugins();
    }
}
