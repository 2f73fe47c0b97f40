/**
 * Networks to compress: where they come from and how Deeplearning4j's layers become a {@link
 * io.espalier.kernels.net.Graph}.
 *
 * <p>The only package that knows Deeplearning4j and ND4J; it must not know data sets, pruning,
 * number formats or Spark. Graphs and initial weights come without touching ND4J's native code:
 * only saving and reading networks needs it.
 */
package io.espalier.compression.model;
