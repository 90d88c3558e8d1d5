package io.auditdb.spring;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.operations.Health;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.kernel.AuditDb;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Opens the platform with the plugins on the class path that {@code audit-db.plugins.*} names, and closes it with the context.
 * {@code audit-db.enabled=false} leaves it out.
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
    @Bean
    @ConditionalOnMissingBean
    public AuditDatabase auditDatabase(AuditDb platform) {
        return platform.database();
    }

    /** To prove. */
    @Bean
    @ConditionalOnMissingBean
    public Ledger auditLedger(AuditDb platform) {
        return platform.ledger();
    }

    /** To see and swap plugins. */
    @Bean
    @ConditionalOnMissingBean
    public Plugins auditPlugins(AuditDb platform) {
        return platform.plugins();
    }

    /** For applications with actuator health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {
        @Bean
        @ConditionalOnMissingBean(name = "auditDbHealthIndicator")
        HealthIndicator auditDbHealthIndicator(AuditDb platform) {
            return new AuditDbHealthIndicator(platform.service(Health.class));
        }
    }
}
