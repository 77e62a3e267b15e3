package dev.eader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which packages may use which libraries. {@link PackageDependenciesTest} checks the imports between packages. */
class ArchitectureTest {
    /** The program that the benchmark compares the service with uses the libraries directly. */
    private static final String NAIVE_PIPELINE = "dev\\.eader\\.bench\\.Naive.*";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.eader");

    @Test
    void image_depends_on_no_kafka_quarkus_djl_or_wire_classes() {
        noClasses()
                .that()
                .resideInAPackage("dev.eader.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.quarkus..", "dev.eader.v1..", "ai.djl..")
                .check(CLASSES);
    }

    @Test
    void only_inference_depends_on_djl_and_onnx_runtime() {
        onlyThese("dev.eader.inference..").mayUse("ai.djl..", "ai.onnxruntime..");
    }

    @Test
    void only_stream_health_and_serve_depend_on_kafka_streams() {
        onlyThese("dev.eader.stream..", "dev.eader.health..", "dev.eader.serve..")
                .mayUse("org.apache.kafka.streams..");
    }

    @Test
    void only_tracing_and_serve_depend_on_opentelemetry() {
        onlyThese("dev.eader.tracing..", "dev.eader.serve..").mayUse("io.opentelemetry..");
    }

    private static Allowed onlyThese(String... packages) {
        return libraries -> noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .and()
                .haveNameNotMatching(NAIVE_PIPELINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(CLASSES);
    }

    private interface Allowed {
        void mayUse(String... libraries);
    }

    /** In Turkish, "UINT8" in lower case is "u\u0131nt8"; in Arabic, 1 is formatted as \u0661. */
    @Test
    void letter_case_and_formats_name_their_locale() {
        noClasses()
                .should()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .check(CLASSES);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.eader.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
