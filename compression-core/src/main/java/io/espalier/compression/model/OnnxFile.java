package io.espalier.compression.model;

import io.espalier.compression.model.onnx.Imported;
import io.espalier.compression.model.onnx.OnnxModel;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A trained network in an ONNX file, as PyTorch and others export it. */
@Named("onnx")
@Meaning("A trained network in an ONNX file, opset 9 to 21, as PyTorch and others export it")
public record OnnxFile(
    @Meaning("The file; its external data lies beside it") Path path,
    @Meaning("What is done to pixels in [0, 1]") @Default("{}") Normalization normalize)
    implements ModelSource {
  @Override
  public Graph graph(Shape input, int classes) {
    return read(input, classes).graph();
  }

  @Override
  public Parameters start(Shape input, int classes, long seed) {
    return read(input, classes).parameters();
  }

  private Imported read(Shape input, int classes) {
    normalize.means(input.channels());
    Imported network = taking(input);
    SavedNetwork.checkClasses(path, network.graph(), classes);
    return network;
  }

  /** The network for images of a shape, with as many classes as it has. */
  Imported taking(Shape input) {
    Imported network = OnnxModel.read(path);
    try {
      return network.taking(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isTrained() {
    return true;
  }

  @Override
  public List<Path> files() {
    return OnnxModel.files(path);
  }

  @Override
  public void save(Shape input, int classes, Parameters weights, Path file) {
    if (!weights.equals(start(input, classes, 0))) {
      throw new IllegalArgumentException(
          path + ": an ONNX network can be saved with the weights of its file only");
    }
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Path unfinished = Files.createTempFile(absolute.getParent(), ".network", ".zip");
      try {
        zip(unfinished);
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(new IOException("cannot write " + file + ": " + e, e));
    }
  }

  /** The model, and its external data where the model looks for it. */
  private void zip(Path to) throws IOException {
    Path folder = path.toAbsolutePath().normalize().getParent().toRealPath();
    try (OutputStream out = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, path.getFileName().toString(), path);
      for (Path beside : files().stream().skip(1).toList()) {
        put(zip, folder.relativize(beside).toString().replace('\\', '/'), beside);
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, Path content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same network gives the same file
    zip.putNextEntry(entry);
    Files.copy(content, zip);
    zip.closeEntry();
  }
}
