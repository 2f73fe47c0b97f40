package io.espalier.compression.train;

/** What trains a network from scratch. */
public enum Engine {
  /** The engine that trials run on: one thread, the same bits everywhere. */
  OWN,
  /**
   * Deeplearning4j over the executors: each of some workers takes a few steps on images of its own,
   * then their weights are averaged (McDonald, Hall, Mann 2010).
   */
  DL4J_SPARK
}
