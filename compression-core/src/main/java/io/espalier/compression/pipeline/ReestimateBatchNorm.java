package io.espalier.compression.pipeline;

import io.espalier.compression.train.BatchNormStatistics;
import io.espalier.kernels.describe.Default;
import io.espalier.kernels.describe.Meaning;
import io.espalier.kernels.describe.Named;
import io.espalier.kernels.net.BatchNorm;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Program;

/** Measures the running means and variances of batch norms anew, on the network as it now is. */
@Named("re-estimate-batch-norm")
@Meaning("measures the running means and variances of batch norms anew; nothing is trained")
public record ReestimateBatchNorm(
    @Meaning("training images used") @Default("2048") int images,
    @Meaning("images whose statistics are taken together") @Default("128") int batchSize)
    implements CompressionStep {
  /** Checks the counts. */
  public ReestimateBatchNorm {
    if (batchSize < 2 || batchSize > 65_536) {
      throw new IllegalArgumentException("batch-size must be in [2, 65536], got " + batchSize);
    }
    if (images < batchSize) {
      throw new IllegalArgumentException(
          "images must be at least batch-size, " + batchSize + ", got " + images);
    }
  }

  @Override
  public String phase() {
    return "calibrate";
  }

  @Override
  public Network apply(Network network, StepContext context) {
    if (network.graph().nodes().stream().noneMatch(node -> node.layer() instanceof BatchNorm)) {
      throw new IllegalArgumentException("there is no batch norm to re-estimate in this network");
    }
    float[] values = context.calibration().first(images);
    int count = values.length / network.graph().input().volume();
    Program program =
        Program.training(
            BatchNormStatistics.withoutMemory(network.graph()), Math.min(batchSize, count));
    network.loadInto(program);
    Parameters parameters = BatchNormStatistics.measure(program, values, count);
    return new Network(
        network.graph(),
        parameters,
        network.masks(),
        network.thresholds(),
        network.rounded(),
        network.inputThresholds());
  }
}
