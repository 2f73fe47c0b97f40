package io.espalier;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom. A line that needs two vocabularies is in the wrong package. */
@AnalyzeClasses(
    packages = "io.espalier",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** Leaves out what other modules package for tests. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] DEEPLEARNING4J = {
    "org.deeplearning4j..", "org.nd4j..", "org.datavec..", "onnx.."
  };

  @ArchTest
  static final ArchRule kernelsKnowOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("io.espalier.kernels..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.espalier.kernels..", "java..", "jdk.incubator.vector..");

  @ArchTest
  static final ArchRule onlySimdKnowsTheVectorModule =
      only(resideInAPackage("io.espalier.kernels.simd.."), "jdk.incubator..");

  @ArchTest
  static final ArchRule onlyModelKnowsDeeplearning4j =
      only(
          resideInAnyPackage("io.espalier.compression.model..", "io.espalier.jobs.dl4j.."),
          DEEPLEARNING4J);

  @ArchTest
  static final ArchRule onlyJobsKnowsSpark =
      only(
          resideInAPackage("io.espalier.jobs.."),
          "org.apache.spark..",
          "org.apache.hadoop..",
          "org.apache.parquet..",
          "scala..");

  @ArchTest
  static final ArchRule onlyThreePlacesKnowHocon =
      only(
          resideInAnyPackage("io.espalier.compression.config..", "io.espalier.jobs.cli..")
              .or(DescribedPredicate.describe("trial.Grid", ArchitectureTest::isGrid)),
          "com.typesafe.config..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsItsLibrary =
      only(resideInAPackage("io.espalier.jobs.cli.."), "picocli..");

  @ArchTest
  static final ArchRule nobodyKnowsTheCommandLine =
      only(resideInAPackage("io.espalier.jobs.cli.."), "io.espalier.jobs.cli..");

  @ArchTest
  static final ArchRule pruningKnowsNeitherQuantizationNorFormats =
      mayNotKnow(
          "io.espalier.compression.prune..",
          "io.espalier.compression.quantize..",
          "io.espalier.kernels.format..");

  @ArchTest
  static final ArchRule quantizationDoesNotKnowPruning =
      mayNotKnow("io.espalier.compression.quantize..", "io.espalier.compression.prune..");

  @ArchTest
  static final ArchRule networksAndImagesDoNotKnowWhatIsDoneToThem =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.espalier.compression.model..",
              "io.espalier.compression.data..",
              "io.espalier.compression.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.espalier.compression.prune..",
              "io.espalier.compression.quantize..",
              "io.espalier.compression.search..",
              "io.espalier.compression.train..",
              "io.espalier.compression.pipeline..",
              "io.espalier.compression.trial..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule reportsReadTablesOnly =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.jobs.report..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.espalier.compression.trial.TrialRunner")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule threadsAreSparks =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.jobs..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "start threads",
                  (JavaClass type) ->
                      List.of("Executors", "ExecutorService", "ForkJoinPool", "CompletableFuture")
                          .contains(type.getSimpleName())))
          .orShould()
          .callConstructor(Thread.class, Runnable.class)
          .orShould()
          .callMethod(java.util.Collection.class, "parallelStream");

  @ArchTest
  static final ArchRule staticFieldsDoNotChange = fields().that().areStatic().should().beFinal();

  private static boolean isGrid(JavaClass type) {
    return (type.getName() + "$").startsWith("io.espalier.compression.trial.Grid$");
  }

  /** Only these classes of ours may know those packages. */
  private static ArchRule only(DescribedPredicate<JavaClass> ours, String... packages) {
    return noClasses()
        .that(DescribedPredicate.not(ours))
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages))
        .allowEmptyShould(true);
  }

  private static ArchRule mayNotKnow(String ours, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(ours)
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages))
        .allowEmptyShould(true);
  }

  @Test
  void everyPackageSaysWhatItKnows() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
      List<Path> sources =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      assertEquals(3, sources.size(), sources.toString());
      for (Path source : sources) {
        assertEquals(List.of(), undescribed(source));
      }
    }
  }

  private static List<Path> undescribed(Path source) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .toList();
    }
  }
}
