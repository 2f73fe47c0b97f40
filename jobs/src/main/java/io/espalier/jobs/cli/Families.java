package io.espalier.jobs.cli;

import io.espalier.compression.data.DatasetSource;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.pipeline.CompressionStep;
import io.espalier.compression.prune.Criterion;
import io.espalier.compression.trial.TrialSpec;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.format.NumberFormat;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a trial's configuration can hold, found from its record: families and records.
 */
final class Families {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          NumberFormat.class, "formats",
          Criterion.class, "criteria",
          CompressionStep.class, "steps",
          DatasetSource.class, "datasets",
          ModelSource.class, "models",
          TrialSpec.class, "trial");

  private Families() {}

  /** By the name that {@code list} takes, in the order in which a trial leads to them. */
  static Map<String, Class<?>> byName() {
    Set<Class<?>> seen = new LinkedHashSet<>();
    visit(TrialSpec.class, seen);
    Map<String, Class<?>> families = new LinkedHashMap<>();
    seen.stream().filter(Families::isListed).forEach(type -> families.put(name(type), type));
    return families;
  }

  /** A family, or a record that stands alone; the members of a family are listed with it. */
  private static boolean isListed(Class<?> type) {
    return isFamily(type) || (type.isAnnotationPresent(Meaning.class) && !isMember(type));
  }

  private static boolean isFamily(Class<?> type) {
    return type.isSealed() && !isMember(type);
  }

  private static boolean isMember(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
  }

  private static String name(Class<?> type) {
    return NAMES.getOrDefault(
        type, type.getSimpleName().replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT));
  }

  private static void visit(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType generic) {
      Stream.of(generic.getActualTypeArguments()).forEach(argument -> visit(argument, seen));
    } else if (type instanceof Class<?> plain && (plain.isSealed() || plain.isRecord())) {
      if (seen.add(plain)) {
        visitParts(plain, seen);
      }
    }
  }

  private static void visitParts(Class<?> type, Set<Class<?>> seen) {
    if (type.isSealed()) {
      Stream.of(type.getPermittedSubclasses()).forEach(member -> visit(member, seen));
    } else {
      for (RecordComponent component : type.getRecordComponents()) {
        visit(component.getGenericType(), seen);
      }
    }
  }
}
