/**
 * A network as a graph of layer operations over plain arrays, run forward and backward on one
 * thread.
 *
 * <p>{@link io.espalier.kernels.net.Graph} describes, {@link io.espalier.kernels.net.Parameters}
 * holds the numbers, {@link io.espalier.kernels.net.Program} computes. Activations are NHWC, batch
 * outermost. Knows number formats and matrix kernels; must not know data sets, training schedules,
 * pruning, files, Deeplearning4j or Spark.
 */
package io.espalier.kernels.net;
