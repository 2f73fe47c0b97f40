package io.espalier.compression.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.kernels.net.Activation;
import io.espalier.kernels.net.Flatten;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Padding;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Pooling;
import io.espalier.kernels.net.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class LoweringTest {
  private static final Shape DIGITS = new Shape(28, 28, 1);
  private static final Shape COLOURS = new Shape(32, 32, 3);

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Node::name).toList();
  }

  @Test
  void leNet5HasNoActivationBehindItsConvolutions() {
    Graph graph = new LeNet5(Normalization.NONE).graph(DIGITS, 10);

    assertEquals(
        List.of("conv1", "pool1", "conv2", "pool2", "flatten", "fc1", "fc1.activation", "fc2"),
        names(graph));
    assertEquals(List.of("conv1", "conv2", "fc1", "fc2"), graph.weighted());
    assertEquals(431_080, Parameters.zeros(graph).trainedCount());
    assertEquals(2_293_000, graph.macs());
    assertEquals(Pooling.max(2), graph.node("pool1").layer());
    assertEquals(Activation.relu(), graph.node("fc1.activation").layer());
  }

  @Test
  void leNet300FlattensItsImages() {
    Graph graph = new LeNet300(Normalization.NONE).graph(DIGITS, 10);

    assertEquals(
        List.of("flatten", "fc1", "fc1.activation", "fc2", "fc2.activation", "fc3"), names(graph));
    assertTrue(graph.node("flatten").layer() instanceof Flatten);
    assertEquals(266_610, Parameters.zeros(graph).trainedCount());
  }

  @Test
  void vgg7ScalesWithItsWidth() {
    Graph full = new Vgg7(1, Normalization.NONE).graph(COLOURS, 10);
    Graph quarter = new Vgg7(0.25, Normalization.NONE).graph(COLOURS, 10);

    assertEquals(new Shape(4, 4, 512), full.shape("pool3"));
    assertEquals(Shape.flat(1024), full.shape("fc1"));
    assertEquals(new Shape(4, 4, 128), quarter.shape("pool3"));
    assertEquals(Shape.flat(256), quarter.shape("fc1"));
    assertEquals(
        List.of("conv1", "conv2", "conv3", "conv4", "conv5", "conv6", "fc1", "fc2"),
        quarter.weighted());
  }

  @Test
  void denseNetworksHaveTheWeightsOfTheirSizes() {
    Mlp sfc =
        new Mlp(List.of(256, 256, 256), Norm.BATCH, Mlp.Nonlinearity.IDENTITY, Normalization.NONE);
    Graph graph = sfc.graph(DIGITS, 10);
    assertEquals(334_336, graph.macs());
    assertEquals(List.of("fc1", "fc2", "fc3", "fc4"), graph.weighted());
  }

  @Test
  void startingWeightsDependOnTheSeedAlone() {
    ModelSource model = new LeNet300(Normalization.NONE);

    assertEquals(model.start(DIGITS, 10, 7), model.start(DIGITS, 10, 7));
    assertNotEquals(model.start(DIGITS, 10, 7), model.start(DIGITS, 10, 8));
  }

  @Test
  void sameModePadsOddExtentsBelowAndRight() {
    Layer convolution =
        new ConvolutionLayer.Builder(3, 2)
            .name("conv")
            .nOut(4)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
            .build();
    Graph graph =
        Lowering.of(List.of(convolution, Dl4jLayers.logits("fc", 2)), new Shape(6, 6, 1)).graph();

    assertEquals(new Shape(3, 3, 4), graph.shape("conv"));
    assertEquals(
        new Padding(0, 0, 1, 0),
        ((io.espalier.kernels.net.Convolution) graph.node("conv").layer()).window().padding());
  }

  @Test
  void aLayerWithoutAnOperationIsRefusedByName() {
    Layer odd = new Upsampling2D.Builder(2).name("up1").build();

    String message = refusal(List.of(odd, Dl4jLayers.logits("fc", 10)));

    assertTrue(message.contains("'up1'"), message);
    assertTrue(message.contains("Upsampling2D"), message);
    assertTrue(message.contains("ConvolutionLayer, DenseLayer"), message);
  }

  @Test
  void anOutputWithAnotherLossIsRefused() {
    Layer odd =
        new OutputLayer.Builder(LossFunction.MSE)
            .name("out")
            .nOut(10)
            .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
            .build();

    String message = refusal(List.of(odd));

    assertTrue(message.contains("'out'") && message.contains("cross-entropy"), message);
  }

  @Test
  void anActivationWithoutAnEquivalentIsRefused() {
    Layer odd = Dl4jLayers.dense("fc1", 10, org.nd4j.linalg.activations.Activation.MISH);

    String message = refusal(List.of(odd, Dl4jLayers.logits("fc2", 10)));

    assertTrue(message.contains("'fc1'") && message.contains("mish"), message);
  }

  @Test
  void imagesTooSmallForTheNetworkAreRefused() {
    ModelSource model = new LeNet5(Normalization.NONE);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> model.graph(new Shape(12, 12, 1), 10));

    assertTrue(refusal.getMessage().contains("conv2"), refusal.getMessage());
  }

  private static String refusal(List<Layer> layers) {
    return assertThrows(IllegalArgumentException.class, () -> Lowering.of(layers, DIGITS))
        .getMessage();
  }
}
