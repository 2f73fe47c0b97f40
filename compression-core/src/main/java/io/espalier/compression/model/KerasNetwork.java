package io.espalier.compression.model;

import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network out of a Keras file, by Deeplearning4j's importer.
 *
 * @param model the network, whose images are height, width, channel
 * @param input the shape of its images
 */
record KerasNetwork(Model model, Shape input) {
  /** Deeplearning4j's names of Keras's arrays. */
  private static final Map<String, String> NAMES =
      Map.of(
          "kernel", "W",
          "bias", "b",
          "gamma", "gamma",
          "beta", "beta",
          "moving_mean", "mean",
          "moving_variance", "var");

  /**
   * Reads a file.
   *
   * @throws UncheckedIOException naming the file, and the layer at fault, if it is missing,
   *     damaged, holds no whole network or another layer than there is an operation for
   */
  static KerasNetwork read(Path file) {
    try {
      return local(file);
    } catch (InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException
        | IOException
        | RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(file + " is no readable Keras network: " + reason(e), e));
    } catch (LinkageError e) {
      throw new UncheckedIOException(
          new IOException(
              file
                  + " cannot be read here: Keras files are read by HDF5's native library, which"
                  + " there is none of for "
                  + System.getProperty("os.name")
                  + " on "
                  + System.getProperty("os.arch")
                  + " (there is for Linux, Windows and macOS on x86-64); save the network as ONNX"
                  + " instead, or have it saved once as a Deeplearning4j zip elsewhere",
              e));
    }
  }

  /** HDF5 reads local files only: one from elsewhere is copied first. */
  private static KerasNetwork local(Path file)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    if (file.getFileSystem().equals(FileSystems.getDefault())) {
      return imported(file);
    }
    Path copy = Files.createTempFile("network", ".h5");
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      return imported(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** One at a time: neither HDF5 nor the importer is made for several threads. */
  private static KerasNetwork imported(Path file)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    synchronized (Hdf5Archive.LOCK_OBJECT) {
      KerasArchive archive = KerasArchive.read(file);
      KerasConfiguration configuration = KerasConfiguration.of(archive);
      // What the file says of training, with a class of its optimiser, the importer never sees.
      try (KerasModelBuilder builder =
          new KerasModel()
              .modelBuilder()
              .modelJson(configuration.model().toString())
              .weightsHdf5Filename(file.toString())
              .enforceTrainingConfig(false)) {
        Model model =
            configuration.isSequential()
                ? sequential(builder, archive.weights())
                : graph(builder, archive.weights());
        checkArrays(model, archive.arrays());
        return new KerasNetwork(model, configuration.input());
      }
    }
  }

  private static Model sequential(KerasModelBuilder builder, long found)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    KerasSequentialModel model = builder.buildSequential();
    MultiLayerConfiguration configuration = model.getMultiLayerConfiguration();
    long weights = 0;
    for (NeuralNetConfiguration each : configuration.getConfs()) {
      weights += each.getLayer().initializer().numParams(each);
    }
    checkCount(weights, found);
    return model.getMultiLayerNetwork(true);
  }

  private static Model graph(KerasModelBuilder builder, long found)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    KerasModel model = builder.buildModel();
    checkCount(
        model.getComputationGraphConfiguration().getVertices().values().stream()
            .mapToLong(vertex -> vertex.numParams(true))
            .sum(),
        found);
    return model.getComputationGraph(true);
  }

  /** Before anything is allocated for them. A batch norm may leave out gamma, one of four. */
  private static void checkCount(long weights, long found) throws IOException {
    if (weights > 2 * found) {
      throw new IOException("its layers take " + weights + " weights, but it has " + found);
    }
  }

  /** The importer copies an array of another length without a word. */
  private static void checkArrays(Model model, Map<String, Map<String, Long>> arrays)
      throws IOException {
    for (var layer : arrays.entrySet()) {
      Map<String, INDArray> theirs = layer(model, layer.getKey()).paramTable();
      for (var array : layer.getValue().entrySet()) {
        INDArray taken = theirs.get(NAMES.get(array.getKey()));
        if (taken == null || taken.length() != array.getValue()) {
          throw new IOException(
              "layer '"
                  + layer.getKey()
                  + "' takes "
                  + (taken == null ? 0 : taken.length())
                  + " values of "
                  + array.getKey()
                  + ", but has "
                  + array.getValue());
        }
      }
    }
  }

  private static Layer layer(Model model, String name) throws IOException {
    Layer layer =
        model instanceof ComputationGraph graph
            ? graph.getLayer(name)
            : ((MultiLayerNetwork) model).getLayer(name);
    if (layer == null) {
      throw new IOException("there are weights of '" + name + "', which is no layer");
    }
    return layer;
  }

  /** The importer's advice where to ask for more layers is not ours. */
  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("\\.? (Please file an issue|For more information).*", "");
  }

  /**
   * The graph for images of a shape: the file's, or grey ones of as many pixels as it takes values.
   *
   * @throws IllegalArgumentException if it takes others, or has a layer without an operation
   */
  Lowering lowering(Path file, Shape images) {
    boolean vector = input.isFlat() && images.channels() == 1 && images.volume() == input.volume();
    if (!images.equals(input) && !vector) {
      throw new IllegalArgumentException(
          file + ": the network takes images of " + input + ", but these are of " + images);
    }
    try {
      return Lowering.of(model, images);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Its weights, each of them a number. */
  Parameters parameters(Path file, Lowering lowering) {
    try {
      Parameters parameters = lowering.read(model.paramTable());
      parameters.forEach(Constants::checkFinite);
      return parameters;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
