package io.espalier.compression.model.onnx;

import static io.espalier.compression.model.onnx.ModelWriter.integer;
import static io.espalier.compression.model.onnx.ModelWriter.ints;
import static io.espalier.compression.model.onnx.ModelWriter.real;
import static io.espalier.compression.model.onnx.ModelWriter.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is refused with the file, the node and what was expected. */
class BadModelsTest {
  @TempDir Path folder;

  /** Holds that a model is refused with a message that names its file and has {@code part}. */
  static void refused(String part, Executable reading) {
    OnnxException e = assertThrows(OnnxException.class, reading);
    assertTrue(e.getMessage().contains(".onnx: "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private void refused(String part, byte[] model) {
    refused(part, () -> Oracle.read(model, folder));
  }

  private static ModelWriter writer(int opset) {
    return new ModelWriter(opset, new Random(5));
  }

  private static ModelWriter image() {
    return writer(13).input(0, 3, 8, 8);
  }

  /** One operator on an image of 3 × 8 × 8. */
  private void refusedOnImage(String part, String operator, AttributeProto... attributes) {
    ModelWriter writer = image();
    String result = writer.named("that", operator, List.of("input"), attributes);
    refused("node 'that' (" + operator + "): ", writer.endInAll(result, 3).bytes());
    refused(part, writer.bytes());
  }

  private static byte[] dense(ModelWriter writer, String input, int features) {
    String weight = writer.weight("fc.weight", features, 2);
    return writer.output(writer.node("MatMul", List.of(input, weight)), 0, 2).bytes();
  }

  @Test
  void filesThatAreNone() throws IOException {
    byte[] good = dense(writer(13).input(0, 4), "input", 4);
    refused("no such file", () -> OnnxModel.read(folder.resolve("absent.onnx")));
    refused("no such file", () -> OnnxModel.read(Files.createDirectory(folder.resolve("d.onnx"))));
    refused("no graph", new byte[0]);
    refused("truncated or no ONNX", Arrays.copyOf(good, good.length / 2));
    refused("truncated or no ONNX", "this is no model at all".getBytes("UTF-8"));
  }

  @Test
  void opsetsThatAreTooOldOrTooNew() {
    refused("opset must be 9 to 21, got 8", dense(writer(8).input(0, 4), "input", 4));
    refused("opset must be 9 to 21, got 22", dense(writer(22).input(0, 4), "input", 4));
  }

  @Test
  void operatorsThatThereAreNot() {
    refusedOnImage("there is no operator LSTM; there are Add, AveragePool,", "LSTM");
  }

  @Test
  void inputsOfOtherShapes() {
    refused("dimension 2 must be fixed", dense(writer(13).input(0, 3, 0, 4), "input", 4));
    refused("got 3 dimensions", dense(writer(13).input(0, 3, 4), "input", 4));
    refused("needs one input", dense(writer(13).input(0, 4).input(0, 4), "input", 4));
    refused("needs one input", dense(writer(13), "input", 4));
    refused("which nothing gives", dense(writer(13).input(0, 4), "missing", 4));
  }

  @Test
  void outputsThatAreNoLogits() {
    ModelWriter two = writer(13).input(0, 4);
    byte[] bytes = dense(two.output("input", 0, 4), "input", 4);
    refused("needs one output", bytes);
    ModelWriter image = image();
    refused("one number a class", image.output(image.node("Relu", List.of("input"))).bytes());
    ModelWriter flat = image();
    refused("one number a class", flat.output(flat.node("Flatten", List.of("input"))).bytes());
  }

  @Test
  void weightsThatAreNoNumbers() {
    ModelWriter writer = writer(13).input(0, 2);
    writer.floats("fc.weight", new float[] {1, 2, Float.NaN, 4}, 2, 2);
    String product = writer.named("that", "MatMul", List.of("input", "fc.weight"));
    refused(
        "node 'that' (MatMul): 'fc.weight' must be finite, got NaN at 2 of [2, 2]",
        writer.output(product, 0, 2).bytes());
  }

  @Test
  void weightsOfOtherSizes() {
    ModelWriter writer = writer(13).input(0, 3);
    refused("its input has 3 features, which weights [4, 2]", dense(writer, "input", 4));
    ModelWriter depth = image();
    String wrong = depth.convolution("conv", "input", 4, 2, 3);
    refused(
        "has weights for 1 × 4 channels, but its input has 3", depth.endInAll(wrong, 3).bytes());
    ModelWriter vast = writer(13).input(0, 3);
    vast.tensor("fc.weight", ModelWriter.tensor(DataType.FLOAT, 1 << 20, 1 << 20).build());
    refused("overflow", vast.output(vast.node("MatMul", List.of("input", "fc.weight"))).bytes());
    ModelWriter few = writer(13).input(0, 3);
    few.tensor("fc.weight", ModelWriter.tensor(DataType.FLOAT, 1 << 10, 1 << 10).build());
    refused(
        "tensor 'fc.weight': [1024, 1024] need 1048576 values, got 0",
        few.output(few.node("MatMul", List.of("input", "fc.weight"))).bytes());
  }

  @Test
  void attributesThatAreNotUnderstood() {
    refusedOnImage("attributes [colour] are not supported", "Relu", text("colour", "red"));
    refusedOnImage("must be of type FLOAT, got INT", "Elu", integer("alpha", 1));
    refusedOnImage("alpha 0.2 or 1/6 and beta 0.5, got 0.25", "HardSigmoid", real("alpha", 0.25f));
  }

  @Test
  void productsThatAreNotOfOneShapeOrWithAPixel() {
    ModelWriter constant = image();
    String scaled = constant.node("Mul", List.of("input", constant.weight("s", 3, 1, 1)));
    refused("only two activations", constant.endInAll(scaled, 192).bytes());
    ModelWriter wide = image();
    String row = wide.node("GlobalAveragePool", List.of(wide.convolution("c", "input", 3, 4, 1)));
    String product = wide.node("Mul", List.of("input", row));
    refused("a number for each of its channels, got 8×8×3 and", wide.endInAll(product, 3).bytes());
  }

  @Test
  void repeatedPixelsThatNoProductTakes() {
    ModelWriter convolved = image();
    String mean = convolved.node("GlobalAveragePool", List.of("input"));
    String spread = convolved.node("Expand", List.of(mean, convolved.integers("to", 1, 3, 8, 8)));
    String result = convolved.convolution("conv", spread, 3, 2, 3);
    refused("may only come before a Mul", convolved.endInAll(result, 72).bytes());
    ModelWriter other = image();
    String pixel = other.node("GlobalAveragePool", List.of("input"));
    String five = other.node("Expand", List.of(pixel, other.integers("to", 1, 3, 5, 5)));
    refused(
        "needs activations of one shape",
        other.endInAll(other.node("Mul", List.of("input", five)), 192).bytes());
    ModelWriter image = image();
    refused(
        "[N, 3, 8, 8] cannot be repeated to [1, 3, 8, 16]",
        image
            .endInAll(
                image.node("Expand", List.of("input", image.integers("to", 1, 3, 8, 16))), 192)
            .bytes());
  }

  @Test
  void poolingsThatWouldNotBeExact() {
    AttributeProto kernel = ints("kernel_shape", 3, 3);
    AttributeProto strides = ints("strides", 2, 2);
    AttributeProto ceiling = integer("ceil_mode", 1);
    AttributeProto counted = integer("count_include_pad", 1);
    refusedOnImage("counts padding", "AveragePool", kernel, strides, ceiling, counted);
    refusedOnImage(
        "starts behind the image",
        "MaxPool",
        ints("kernel_shape", 1, 1),
        ints("strides", 2, 2),
        ceiling);
    refusedOnImage("needs a kernel_shape", "MaxPool");
    refusedOnImage("padding must be smaller", "MaxPool", kernel, ints("pads", 3, 3, 3, 3));
    refusedOnImage("for two dimensions, got 1", "MaxPool", ints("kernel_shape", 3));
    refusedOnImage("does not fit", "MaxPool", ints("kernel_shape", 9, 9));
    refusedOnImage("must be at least 1, got 0", "MaxPool", kernel, ints("strides", 0, 1));
    refusedOnImage("no auto_pad HALF", "MaxPool", kernel, text("auto_pad", "HALF"));
  }

  private void refusedPad(String part, String next, AttributeProto... attributes) {
    ModelWriter writer = image();
    writer.integers("pads", 0, 0, 1, 1, 0, 0, 1, 1);
    String padded = writer.node("Pad", List.of("input", "pads"));
    refused(part, writer.endInAll(writer.node(next, List.of(padded), attributes), 3).bytes());
  }

  @Test
  void padsThatNoWindowBrings() {
    refusedPad("follows a Pad", "Relu");
    refusedPad("follows a Pad", "Flatten");
    refusedPad("over a Pad's zeros", "GlobalAveragePool");
    refusedPad("only possible behind a ReLU", "MaxPool", ints("kernel_shape", 3, 3));
    ModelWriter writer = image();
    String padded =
        writer.node("Pad", List.of("input", writer.integers("pads", 0, 1, 1, 1, 0, 0, 1, 1)));
    refused("only height and width", writer.endInAll(padded, 3).bytes());
    ModelWriter mirror = image();
    String mirrored =
        mirror.node(
            "Pad",
            List.of("input", mirror.integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)),
            text("mode", "reflect"));
    refused("only zeros", mirror.endInAll(mirrored, 3).bytes());
  }

  @Test
  void softmaxThatIsNotLast() {
    ModelWriter writer = writer(13).input(0, 4);
    String soft = writer.node("Softmax", List.of("input"));
    refused("follows a Softmax, which may only come last", dense(writer, soft, 4));
  }

  @Test
  void constantsAddedElsewhere() {
    ModelWriter writer = image();
    String sum = writer.node("Add", List.of("input", writer.weight("more", 3, 1, 1)));
    refused("adds the constant 'more' to something other", writer.endInAll(sum, 3).bytes());
    ModelWriter shared = image();
    String convolved = shared.convolution("conv", "input", 3, 2, 3);
    String more = shared.node("Add", List.of(convolved, shared.weight("more", 2, 1, 1)));
    String both = shared.node("Concat", List.of(convolved, more), integer("axis", 1));
    refused("adds the constant 'more' to something other", shared.endInAll(both, 3).bytes());
  }

  @Test
  void reshapesThatLoseTheBatchOrAddDimensions() {
    ModelWriter batch = image();
    String one = batch.node("Reshape", List.of("input", batch.integers("to", 1, -1)));
    refused("must keep the batch, which has any size, got [1, -1]", dense(batch, one, 4));
    ModelWriter more = image();
    String split = more.node("Reshape", List.of("input", more.integers("to", 0, 3, 4, 16)));
    refused("only two dimensions", dense(more, split, 4));
  }

  @Test
  void networksInTrainingMode() {
    ModelWriter writer = image();
    List<String> inputs =
        List.of(
            "input",
            writer.weight("a", 3),
            writer.weight("b", 3),
            writer.weight("c", 3),
            writer.positive("d", 3));
    String result = writer.node("BatchNormalization", inputs, integer("training_mode", 1));
    refused("export the network for inference", writer.endInAll(result, 192).bytes());
  }

  /** Long chains neither overflow the stack nor take long. */
  @Test
  void chainsOfThousands() throws IOException {
    ModelWriter adds = image();
    String sum = adds.convolution("conv", "input", 3, 2, 3);
    String more = adds.weight("more", 2, 1, 1);
    for (int i = 0; i < 9_000; i++) {
      sum = adds.node("Add", List.of(sum, more));
    }
    assertEquals(3, Oracle.read(adds.endInAll(sum, 72).bytes(), folder).graph().nodes().size());
    ModelWriter turns = writer(13).input(0, 4);
    String weight = turns.weight("fc.weight", 2, 4);
    for (int i = 0; i < 9_001; i++) {
      weight = turns.node("Transpose", List.of(weight));
    }
    String product = turns.node("MatMul", List.of("input", weight));
    refused("rearranged more than 100 times", turns.output(product, 0, 2).bytes());
    ModelWriter vast = writer(13).input(0, 4);
    String value = "input";
    for (int i = 0; i < 10_001; i++) {
      value = vast.node("Relu", List.of(value));
    }
    refused("at most 10000 nodes, got 10001", vast.output(value, 0, 4).bytes());
  }
}
