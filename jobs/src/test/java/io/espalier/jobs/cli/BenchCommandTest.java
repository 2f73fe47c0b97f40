package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.jobs.report.OutputFormat;
import io.espalier.kernels.bench.Measurement;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  private static final Measurement CALM =
      new Measurement("layer, 0.90 zero", 1234.56, "images/s", "dense", 2.5049, 0.29);
  private static final Measurement DISTURBED =
      new Measurement("peak", 272, "GFLOP/s", "", Double.NaN, 0.31);

  @Test
  void anUnknownNameListsTheKnownOnesBeforeAnythingRuns() {
    Terminal result = Terminal.run("bench", "products", "kernel");
    assertEquals(Espalier.USAGE, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().contains("'kernel'"), result.err());
    for (String name :
        List.of(
            "kernels",
            "quantize",
            "products",
            "sparse",
            "structured",
            "program",
            "memory",
            "grid",
            "digits",
            "mnist")) {
      assertTrue(result.err().contains(" " + name), result.err());
    }
  }

  @Test
  void jsonIsAnObjectARow() throws Exception {
    List<String> lines =
        BenchCommand.render(OutputFormat.JSON, List.of(CALM, DISTURBED)).lines().toList();
    assertEquals(2, lines.size());
    JsonNode calm = new ObjectMapper().readTree(lines.get(0));
    assertEquals("layer, 0.90 zero", calm.get("name").asText());
    assertEquals(1230, calm.get("value").asDouble());
    assertEquals("images/s", calm.get("unit").asText());
    assertEquals("dense", calm.get("reference").asText());
    assertEquals(2.5, calm.get("ratio").asDouble());
    JsonNode peak = new ObjectMapper().readTree(lines.get(1));
    assertTrue(peak.has("reference") && peak.get("reference").isNull(), lines.get(1));
    assertTrue(peak.has("ratio") && peak.get("ratio").isNull(), lines.get(1));
  }

  @Test
  void onlyADisturbedFigureSaysSo() {
    for (OutputFormat format : OutputFormat.values()) {
      assertFalse(BenchCommand.render(format, List.of(CALM)).contains("disturbed"));
      String text = BenchCommand.render(format, List.of(CALM, DISTURBED));
      assertTrue(text.contains("disturbed: spread 31 %"), text);
    }
  }
}
