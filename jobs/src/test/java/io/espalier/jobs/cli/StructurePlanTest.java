package io.espalier.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cut out of a network is held against its layers before anything runs. */
class StructurePlanTest {
  @TempDir private Path folder;

  private Terminal plan(String model, String steps) throws IOException {
    Path file = folder.resolve("grid.conf");
    Files.writeString(
        file,
        """
        trial {
          model { %s }
          dataset { type = digits, train = 60, validation = 20, test = 20 }
          training { epochs = 1 }
          pipeline = [
            { type = prune, sparsity = ${axis.sparsity} }
            %s
          ]
        }
        axis { sparsity = [0, 0.5] }
        """
            .formatted(model, steps));
    return Terminal.run("plan", file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type = lenet5 | { type = prune-kernels, groups = 3, sparsity = 0.5 } | groups must divide the outputs: layer 'conv1' has 20, got groups = 3
          type = lenet5 | { type = prune-kernels, groups = 2, sparsity = 0.5 } | a sparsity of 0.5 leaves layer 'conv1' none of its 1 inputs
          type = lenet5 | { type = prune-channels, rate = 0.5, layers { conv3 = 0.1 } } | 'conv3' matches no layer
          type = lenet5 | { type = prune-channels, rate = 0.5, layers { fc2 = 0.1 } } | layer 'fc2' cannot lose channels: it gives the network's outputs
          type = lenet5 | { type = prune-channels, rate = 0.5, criterion { type = batch-norm-scale } } | layer 'conv1' has no batch norm or scale behind it
          type = lenet5 | { type = fine-tune, penalty { type = batch-norm-scale, lambda = 1 } } | the network has no batch norm or scale layer
          type = resnet, depth = 8 | { type = add-scales } | there is no layer to add a scale to
          type = lenet5 | { type = prune-channels, rate = 0.7 }, { type = prune-kernels, groups = 4, sparsity = 0.5, except = [first] } | layer 'conv2' has 15, got groups = 4
          """)
  void whatCannotBeCutIsToldAtItsLine(String model, String steps, String message)
      throws IOException {
    Terminal terminal = plan(model, steps);
    assertEquals(Espalier.USAGE, terminal.code(), terminal.out());
    assertTrue(terminal.err().contains(message), terminal::err);
    assertTrue(terminal.err().contains("grid.conf:7: trial.pipeline["), terminal::err);
  }

  @Test
  void stepsThatFitArePlanned() throws IOException {
    Terminal terminal =
        plan(
            "type = lenet5",
            "{ type = add-scales }, { type = prune-channels, rate = 0.2, scope = global"
                + ", criterion { type = batch-norm-scale } }"
                + ", { type = prune-kernels, groups = 7, sparsity = 0.5 }");
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
  }

  @Test
  void thePlanTellsWhichChannelsGoTogether() throws IOException {
    Terminal terminal = plan("type = resnet, depth = 8", "{ type = prune-channels, rate = 0.5 }");
    assertEquals(Espalier.ALL_WELL, terminal.code(), terminal.err());
    assertTrue(terminal.out().contains("that go together"), terminal::out);
    assertTrue(terminal.out().contains("       16  layer1.0.conv1\n"), terminal::out);
    assertTrue(terminal.out().contains("conv1 + layer1.0.conv2"), terminal::out);
    assertTrue(
        terminal.out().contains("     stay  fc: gives the network's outputs"), terminal::out);
    assertTrue(!plan("type = lenet5", "{ type = fine-tune }").out().contains("that go together"));
  }
}
