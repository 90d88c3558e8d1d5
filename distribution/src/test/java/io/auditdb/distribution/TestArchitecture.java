package io.auditdb.distribution;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What must hold for the classes of all modules together. */
class TestArchitecture {
    private static final ImportOption OUR_OWN = location -> !location.contains("/shaded/");
    private static final ImportOption NOT_FOR_TESTS =
            location -> !location.contains("/testing/target/") && !location.contains("/audit-db-testing");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(OUR_OWN)
            .withImportOption(NOT_FOR_TESTS)
            .importPackages("io.auditdb");

    @Test
    void looksAtEveryModule() {
        for (String module : new String[] {
            "api",
            "kernel",
            "client",
            "cli",
            "plugin.archive",
            "plugin.cachelocal",
            "plugin.cacheredis",
            "plugin.embeddedpostgres",
            "plugin.formats",
            "plugin.httpapi",
            "plugin.partitioning",
            "plugin.replicarouter"
        }) {
            assertThat(CLASSES.stream().anyMatch(type -> type.getPackageName().startsWith("io.auditdb." + module)))
                    .as(module)
                    .isTrue();
        }
    }

    @Test
    void theApiKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.auditdb.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.auditdb.api..", "java..", "javax..", "org.osgi.annotation.versioning")
                .check(CLASSES);
    }

    @Test
    void theKernelKnowsNoPluginAndNoCommand() {
        classes()
                .that()
                .resideInAPackage("io.auditdb.kernel..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.auditdb.."))
                        .or(resideInAPackage("io.auditdb.api.."))
                        .or(resideInAPackage("io.auditdb.kernel..")))
                .check(CLASSES);
    }

    @Test
    void theClientKnowsOnlyTheApi() {
        classes()
                .that()
                .resideInAPackage("io.auditdb.client..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.auditdb.."))
                        .or(resideInAPackage("io.auditdb.api.."))
                        .or(resideInAPackage("io.auditdb.client..")))
                .check(CLASSES);
    }

    @Test
    void pluginsKnowNeitherTheKernelNorEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage("io.auditdb.plugin..", "io.auditdb.examples.hello..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.auditdb.kernel..", "io.auditdb.client..", "io.auditdb.cli..")
                .check(CLASSES);
        slices().matching("io.auditdb.plugin.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void thePackagesOfTheKernelFormNoCycle() {
        slices().matching("io.auditdb.kernel.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theVerifierKnowsNothingButTheApiAndSignatures() {
        classes()
                .that()
                .resideInAPackage("io.auditdb.kernel.verifier..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.auditdb.api..", "io.auditdb.kernel.verifier..", "io.auditdb.kernel.signature..", "java..")
                .check(CLASSES);
    }

    @Test
    void signaturesKnowNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.auditdb.kernel.signature..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.auditdb.kernel.signature..", "java..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .check(CLASSES);
    }

    @Test
    void nothingMutableIsStatic() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(ThreadLocal.class)
                .orShould()
                .haveRawType(resideInAPackage("java.util.concurrent.."))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.auditdb.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void whatIsLoggedGoesThroughSlf4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.auditdb.cli..")
                .and()
                .areNotAssignableTo(DataSource.class) // which has to name a logger
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "ch.qos.logback..")
                .check(CLASSES);
    }
}
