/**
 * Labelled images: where they come from, how they are split, how a batch of them becomes floats.
 *
 * <p>Knows files, bytes and pixels. Must not know networks (but for {@code kernels.net.Shape}),
 * configurations, Spark, or what the images are used for.
 */
package io.espalier.compression.data;
