package io.espalier.compression.model.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.config.ConfigReader;
import io.espalier.compression.model.ModelSource;
import io.espalier.compression.model.Normalization;
import io.espalier.compression.model.OnnxFile;
import io.espalier.kernels.net.Node;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import io.espalier.kernels.net.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final Shape GREY = new Shape(4, 3, 1);

  @TempDir Path folder;

  private OnnxFile file(ModelWriter writer) throws IOException {
    Path path = Files.write(folder.resolve("net.onnx"), writer.bytes());
    return new OnnxFile(path, Normalization.NONE);
  }

  private static ModelWriter dense(long... input) {
    ModelWriter writer = new ModelWriter(13, new Random(2)).input(input);
    String flat = writer.node("Flatten", List.of("input"));
    String product = writer.node("MatMul", List.of(flat, writer.weight("fc.weight", 12, 5)));
    return writer.output(product, 0, 5);
  }

  private static void refused(String message, ModelSource model, Shape images, int classes) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> model.graph(images, classes));
    assertTrue(e.getMessage().endsWith("net.onnx" + message), e.getMessage());
  }

  @Test
  void aConfigurationNamesIt() {
    assertEquals(
        new OnnxFile(
            Path.of("a/net.onnx"), new Normalization(List.of(0.5, 0.4), List.of(0.2, 0.3))),
        ConfigReader.parse(
            "{ type = onnx, path = a/net.onnx, normalize { mean = [0.5, 0.4], std = [0.2, 0.3] } }",
            ModelSource.class));
    assertEquals(
        new OnnxFile(Path.of("net.onnx"), Normalization.NONE),
        ConfigReader.parse("{ type = onnx, path = net.onnx }", ModelSource.class));
  }

  @Test
  void otherImagesAndOtherLabelsAreRefusedWithBoth() throws IOException {
    OnnxFile image = file(dense(0, 3, 2, 2));
    assertEquals(5, image.graph(new Shape(2, 2, 3), 5).classes());
    refused(": the network takes images of 2×2×3, but these are of 4×3×1", image, GREY, 5);
    refused(" gives 5 classes, but the images have 7", image, new Shape(2, 2, 3), 7);
  }

  @Test
  void networksOfVectorsTakeGreyImages() throws IOException {
    OnnxFile vector = file(dense(0, 12));
    assertEquals(
        List.of("Flatten", "fc"), vector.graph(GREY, 5).nodes().stream().map(Node::name).toList());
    Parameters weights = vector.start(GREY, 5, 0);
    assertEquals(60, weights.get("fc", Role.WEIGHT).length);
    assertEquals(weights, vector.start(GREY, 5, 1));
    refused(
        ": the network takes images of 1×1×12, but these are of 2×2×3",
        vector,
        new Shape(2, 2, 3),
        5);
  }

  private OnnxFile withExternalWeights() throws IOException {
    Files.createDirectory(folder.resolve("weights"));
    Files.write(folder.resolve("weights").resolve("fc.bin"), new byte[240]);
    ModelWriter writer = new ModelWriter(13, new Random(2)).input(0, 12);
    writer.tensor(
        "fc.weight",
        ModelWriter.tensor(DataType.FLOAT, 12, 5)
            .setDataLocation(DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("weights/fc.bin"))
            .build());
    return file(writer.output(writer.node("MatMul", List.of("input", "fc.weight")), 0, 5));
  }

  /** Else a network would be taken for another whose weights beside it differ. */
  @Test
  void itsFilesAreTheModelAndWhatLiesBeside() throws IOException {
    assertEquals(
        List.of(
            folder.resolve("net.onnx"), folder.toRealPath().resolve("weights").resolve("fc.bin")),
        withExternalWeights().files());
  }

  @Test
  void itIsSavedAsItsFiles() throws IOException {
    OnnxFile model = withExternalWeights();
    Path zip = folder.resolve("saved").resolve("net.zip");
    model.save(GREY, 5, model.start(GREY, 5, 0), zip);
    try (ZipFile saved = new ZipFile(zip.toFile())) {
      List<String> names = new ArrayList<>();
      saved.stream().forEach(entry -> names.add(entry.getName()));
      assertEquals(List.of("net.onnx", "weights/fc.bin"), names);
    }
    Parameters others = model.start(GREY, 5, 0);
    others.get("fc", Role.WEIGHT)[0] = 1;
    assertThrows(IllegalArgumentException.class, () -> model.save(GREY, 5, others, zip));
  }
}
