package io.espalier.compression.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.espalier.compression.model.Dl4jExport;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Random networks with kernels and channels cut out give the same where Deeplearning4j runs them.
 */
class ExportedCutTest {
  private static final long SEED = 20_261_127;

  @TempDir private Path folder;

  @Test
  void deeplearning4jGivesWhatTheSmallerNetworkGives() throws IOException {
    for (int i = 0; i < 30; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Graph graph = RandomNetworks.drawForDl4j(random);
      Parameters parameters = RandomNetworks.parameters(graph, random);
      KernelCut kernels = KernelCutTest.cut(graph, parameters, random);
      ChannelGroups groups = ChannelGroups.of(kernels.graph());
      Cut cut = Cut.of(groups, CutTest.some(groups, random));
      check(cut.graph(), cut.of(kernels.of(parameters)), random, "seed " + (SEED + i));
    }
  }

  private void check(Graph graph, Parameters parameters, SplittableRandom random, String label)
      throws IOException {
    float[] images = new float[CutTest.IMAGES * graph.input().volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    Path file = folder.resolve("network.zip");
    Dl4jExport.write(graph, parameters, file);
    Shape input = graph.input();
    int[] shape = {CutTest.IMAGES, input.height(), input.width(), input.channels()};
    var batch = Nd4j.create(images, shape, 'c').permute(0, 3, 1, 2).dup('c');
    var network = ModelSerializer.restoreComputationGraph(file.toFile());
    float[] theirs = network.output(batch)[0].dup('c').data().asFloat();
    float[] logits = CutTest.infer(graph, parameters, images);
    assertEquals(logits.length, theirs.length, label);
    for (int i = 0; i < logits.length; i++) {
      assertEquals(
          probability(logits, graph.classes(), i), theirs[i], 1e-4, label + " output " + i);
    }
  }

  private static double probability(float[] logits, int classes, int index) {
    int from = index / classes * classes;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c] - logits[index]);
    }
    return 1 / sum;
  }
}
