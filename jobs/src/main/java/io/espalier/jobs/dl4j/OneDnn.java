package io.espalier.jobs.dl4j;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNLocalResponseNormalizationHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.normalization.LocalResponseNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Gives the layers of a worker's network the native kernels of oneDNN.
 *
 * <p>Deeplearning4j 1.0.0-M2.1 means to do so itself and never does: it looks for a class that was
 * renamed and swallows the error. Every network that is made, cloned or restored starts without, so
 * a worker's gets them before its first step.
 */
final class OneDnn implements TrainingHook {
  private static final long serialVersionUID = 1;

  /** Makes what a layer of a class computes with. */
  private interface Maker {
    Object make(DataType type);
  }

  private static final Map<Class<?>, Maker> HELPERS =
      Map.of(
          ConvolutionLayer.class, MKLDNNConvHelper::new,
          SubsamplingLayer.class, MKLDNNSubsamplingHelper::new,
          BatchNormalization.class, MKLDNNBatchNormHelper::new,
          LocalResponseNormalization.class, MKLDNNLocalResponseNormalizationHelper::new);

  /** Gives every layer of a network that has none its helper; the others have nothing to gain. */
  static void switchOn(Model network) {
    layers(network).forEach(OneDnn::switchOn);
  }

  private static Stream<Layer> layers(Model network) {
    return Stream.of(
        network instanceof ComputationGraph graph
            ? graph.getLayers()
            : ((MultiLayerNetwork) network).getLayers());
  }

  private static void switchOn(Layer layer) {
    Maker maker = HELPERS.get(layer.getClass());
    if (maker != null && layer.getHelper() == null) {
      try {
        Field helper = layer.getClass().getDeclaredField("helper");
        helper.setAccessible(true);
        helper.set(layer, maker.make(DataType.FLOAT));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this release of Deeplearning4j has other layers", e);
      }
    }
  }

  @Override
  public void preUpdate(DataSet batch, Model network) {
    switchOn(network);
  }

  @Override
  public void preUpdate(MultiDataSet batch, Model network) {
    switchOn(network);
  }

  @Override
  public void postUpdate(DataSet batch, Model network) {
    // they stay on
  }

  @Override
  public void postUpdate(MultiDataSet batch, Model network) {
    // they stay on
  }
}
