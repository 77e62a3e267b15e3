package dev.eader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point inward: image, then inference, then stream, then tracing, console, command and serve. */
class ArchitectureTest {
    /** What the benchmark measures the service against goes straight to the libraries, as one would. */
    private static final String THE_NAIVE_PROGRAM = "dev\\.eader\\.bench\\.Naive.*";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.eader");

    @Test
    void pixels_know_neither_kafka_nor_quarkus_nor_the_wire() {
        noClasses()
                .that()
                .resideInAPackage("dev.eader.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.quarkus..", "dev.eader.v1..", "ai.djl..")
                .check(CLASSES);
    }

    @Test
    void djl_lives_in_inference_and_nowhere_else() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.eader.inference..")
                .and()
                .haveNameNotMatching(THE_NAIVE_PROGRAM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void kafka_streams_lives_in_stream_and_its_health_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.eader.stream..", "dev.eader.serve..", "dev.eader.health..")
                .and()
                .haveNameNotMatching(THE_NAIVE_PROGRAM)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .check(CLASSES);
    }

    @Test
    void the_inner_packages_do_not_know_the_outer_ones() {
        noClasses()
                .that()
                .resideInAPackage("dev.eader.image..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.eader.inference..",
                        "dev.eader.stream..",
                        "dev.eader.console..",
                        "dev.eader.command..",
                        "dev.eader.serve..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.eader.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.eader.stream..", "dev.eader.console..", "dev.eader.command..", "dev.eader.serve..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.eader.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.eader.console..", "dev.eader.command..", "dev.eader.serve..")
                .check(CLASSES);
    }

    @Test
    void opentelemetry_lives_in_tracing_and_its_wiring_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.eader.tracing..", "dev.eader.serve..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("dev.eader.image..", "dev.eader.inference..", "dev.eader.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.eader.tracing..")
                .check(CLASSES);
    }

    /** In Turkish "UINT8" becomes "u\u0131nt8" in lower case, in Arabic 1 becomes \u0661. */
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
