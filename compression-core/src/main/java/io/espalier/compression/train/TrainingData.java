package io.espalier.compression.train;

import io.espalier.compression.data.Images;
import io.espalier.compression.data.PixelScale;

/**
 * The images that training sees.
 *
 * @param train to learn from
 * @param validation to select epochs with; never the test part
 * @param scale what the network wants done to pixels
 */
public record TrainingData(Images train, Images validation, PixelScale scale) {}
