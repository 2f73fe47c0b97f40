package io.espalier.jobs.result;

import io.espalier.compression.measure.Accuracy;
import java.io.Serializable;

/**
 * What the tables say about a trained baseline and the images it was trained on.
 *
 * @param model the model's {@code type}
 * @param modelSpec its canonical text
 * @param dataset the data set's {@code type}
 * @param datasetDigest over the contents of its files
 * @param splitDigest over the images of each split, in order
 * @param trainImages in the training split
 * @param validationImages in the validation split
 * @param testImages in the test split
 * @param classes it tells apart
 * @param inputShape height × width × channels, such as {@code 28x28x1}
 * @param seed of its training
 * @param epochs it was trained for
 * @param trainMillis wall time of its training
 * @param validation measured after training
 * @param test measured after training
 * @param params weights, biases, and the scale and shift of batch norms
 * @param macs multiply-accumulates of one input
 * @param bits of its values at 32 bits each
 */
public record BaselineFacts(
    String model,
    String modelSpec,
    String dataset,
    String datasetDigest,
    String splitDigest,
    int trainImages,
    int validationImages,
    int testImages,
    int classes,
    String inputShape,
    long seed,
    int epochs,
    double trainMillis,
    Accuracy validation,
    Accuracy test,
    long params,
    long macs,
    long bits)
    implements Serializable {}
