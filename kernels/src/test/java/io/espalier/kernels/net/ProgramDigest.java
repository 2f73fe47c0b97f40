package io.espalier.kernels.net;

import io.espalier.kernels.format.BlockFloat;
import io.espalier.kernels.format.FixedPoint;
import io.espalier.kernels.simd.NetKernels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Trains every test network a few steps under several optimisers, infers with rounded inputs, and
 * digests all bits. Also a program of its own, so that a test can run it with other vectors or
 * none.
 */
final class ProgramDigest {
  private static final int IMAGES = 11;

  private ProgramDigest() {}

  /** Prints the digest of the kernels that this JVM chooses. */
  public static void main(String[] args) {
    System.out.println("digest " + of(NetKernels.fastest()));
  }

  static String of(NetKernels kernels) {
    StringBuilder all = new StringBuilder();
    Networks.all().forEach(one -> all.append(of(one.graph(), kernels)));
    CRC32C sum = new CRC32C();
    sum.update(all.toString().getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  private static String of(Graph graph, NetKernels kernels) {
    StringBuilder digest = new StringBuilder();
    List<Optimizer> optimizers =
        List.of(new Sgd(0.05, 0.9, false, 0.01), new Sgd(0.05, 0.9, true, 0), Adam.of(0.01));
    for (Optimizer optimizer : optimizers) {
      Parameters trained = trained(graph, optimizer, kernels);
      digest.append(HexFormat.of().formatHex(trained.digest()));
      digest.append(logits(graph, trained, kernels));
    }
    return digest.toString();
  }

  private static Parameters trained(Graph graph, Optimizer optimizer, NetKernels kernels) {
    Random random = new Random(23);
    Program program = Program.training(graph, IMAGES, kernels);
    program.load(Networks.parameters(graph, random));
    float[] images = Networks.images(graph, IMAGES, random);
    byte[] labels = Networks.labels(graph, IMAGES, random);
    Updater updater = new Updater(optimizer);
    for (int step = 0; step < 3; step++) {
      program.forwardBackward(images, Networks.order(IMAGES), 0, labels, IMAGES - step);
      updater.step(program.parameters(), program.gradients());
    }
    return program.parameters();
  }

  private static String logits(Graph graph, Parameters parameters, NetKernels kernels) {
    Program program = Program.inference(graph, IMAGES, kernels);
    program.load(parameters);
    for (int i = 0; i < graph.weighted().size(); i++) {
      program.quantizeInput(
          graph.weighted().get(i), i % 2 == 0 ? BlockFloat.of(3) : FixedPoint.of(8, 5));
    }
    float[] logits = program.infer(Networks.images(graph, IMAGES, new Random(29)), 0, IMAGES);
    ByteBuffer bytes = ByteBuffer.allocate(4 * logits.length);
    bytes.asFloatBuffer().put(logits);
    return HexFormat.of().formatHex(bytes.array());
  }
}
