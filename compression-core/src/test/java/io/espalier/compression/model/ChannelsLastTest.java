package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Program;
import io.espalier.kernels.net.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** Sequential zips whose images are height, width, channel, or whose softmax is a dense layer's. */
class ChannelsLastTest {
  private static final Shape INPUT = new Shape(8, 6, 3);
  private static final int CLASSES = 5;
  private static final int BATCH = 4;

  @TempDir Path folder;

  private MultiLayerNetwork network(CNN2DFormat format, List<Layer> layers) {
    var list = new NeuralNetConfiguration.Builder().seed(3).weightInit(WeightInit.XAVIER).list();
    layers.forEach(list::layer);
    list.setInputType(InputType.convolutional(8, 6, 3, format));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static List<Layer> layers(Layer last) {
    return List.of(
        Dl4jLayers.convolution("conv1", 4, 3, 1).activation(Activation.RELU).build(),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .name("pool")
            .kernelSize(2, 2)
            .stride(2, 2)
            .build(),
        Dl4jLayers.batchNorm("bn"),
        Dl4jLayers.convolution("conv2", 6, 2, 0).build(),
        Dl4jLayers.dense("fc", 7, Activation.TANH),
        last);
  }

  private void assertSameOutput(CNN2DFormat format, Layer last) {
    MultiLayerNetwork theirs = network(format, layers(last));
    Path file = folder.resolve("network.zip");
    Dl4jNetworks.write(theirs, file);
    Dl4jZip zip = new Dl4jZip(file, Normalization.NONE);
    Graph graph = zip.graph(INPUT, CLASSES);
    Random random = new Random(11);
    float[] images = new float[BATCH * INPUT.volume()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    Program program = Program.inference(graph, BATCH);
    program.load(zip.start(INPUT, CLASSES, 0));
    float[] logits = program.infer(images, 0, BATCH).clone();
    var input = Nd4j.create(images, new int[] {BATCH, 8, 6, 3}, 'c');
    if (format == CNN2DFormat.NCHW) {
      input = input.permute(0, 3, 1, 2).dup('c');
    }
    float[] expected = theirs.output(input).dup('c').data().asFloat();
    for (int n = 0; n < BATCH; n++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(logits[n * CLASSES + c]);
      }
      for (int c = 0; c < CLASSES; c++) {
        int i = n * CLASSES + c;
        assertEquals(expected[i], Math.exp(logits[i]) / sum, 1e-5, format + " " + i);
      }
    }
  }

  @Test
  void bothOrdersGiveWhatDeeplearning4jGives() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      assertSameOutput(format, Dl4jLayers.logits("out", CLASSES));
      assertSameOutput(format, Dl4jLayers.dense("out", CLASSES, Activation.SOFTMAX));
    }
  }

  @Test
  void aSoftmaxInTheMiddleIsRefused() {
    var layers =
        List.of(Dl4jLayers.dense("soft", 7, Activation.SOFTMAX), Dl4jLayers.logits("out", CLASSES));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Lowering.of(layers, INPUT));
    assertTrue(e.getMessage().contains("layer 'out': there is no softmax but"), e::getMessage);
  }
}
