package io.espalier.compression.trial;

import io.espalier.compression.measure.Accuracy;
import io.espalier.compression.measure.EpochMeasure;
import io.espalier.compression.measure.WeightHistogram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The trainings of a trial as bytes. */
public final class HistoryCodec {
  private HistoryCodec() {}

  /** Writes. */
  public static byte[] write(TrialResult.History history) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(history, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #write(TrialResult.History)} wrote. */
  public static TrialResult.History read(byte[] bytes) {
    try {
      return read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  static void write(TrialResult.History history, DataOutputStream out) throws IOException {
    out.writeLong(history.resurrected());
    out.writeLong(history.cuts().removed());
    out.writeInt(history.cuts().spared().size());
    for (Map.Entry<String, Integer> layer : history.cuts().spared().entrySet()) {
      out.writeUTF(layer.getKey());
      out.writeInt(layer.getValue());
    }
    out.writeInt(history.epochs().size());
    for (EpochMeasure epoch : history.epochs()) {
      write(epoch, out);
    }
    out.writeInt(history.histograms().size());
    for (WeightHistogram histogram : history.histograms()) {
      write(histogram, out);
    }
  }

  private static void write(WeightHistogram histogram, DataOutputStream out) throws IOException {
    out.writeUTF(histogram.stage().name());
    out.writeInt(histogram.index());
    out.writeUTF(histogram.layer());
    out.writeLong(histogram.zeros());
    out.writeFloat(histogram.low());
    out.writeFloat(histogram.high());
    for (long count : histogram.counts()) {
      out.writeLong(count);
    }
  }

  private static void write(EpochMeasure epoch, DataOutputStream out) throws IOException {
    out.writeInt(epoch.round());
    out.writeInt(epoch.epoch());
    out.writeUTF(epoch.phase());
    write(epoch.trainLoss(), out);
    write(epoch.penalty(), out);
    BaselineCodec.write(epoch.validation(), out);
    write(epoch.learningRate(), out);
    out.writeLong(epoch.weightsNonzero());
    out.writeLong(epoch.weights());
    out.writeDouble(epoch.millis());
  }

  private static void write(OptionalDouble value, DataOutputStream out) throws IOException {
    out.writeBoolean(value.isPresent());
    out.writeDouble(value.orElse(0));
  }

  static TrialResult.History read(DataInputStream in) throws IOException {
    long resurrected = in.readLong();
    TrialResult.Cuts cuts = readCuts(in);
    int count = in.readInt();
    List<EpochMeasure> epochs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      epochs.add(readEpoch(in));
    }
    List<WeightHistogram> histograms = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      histograms.add(readHistogram(in));
    }
    return new TrialResult.History(epochs, resurrected, cuts, histograms);
  }

  private static WeightHistogram readHistogram(DataInputStream in) throws IOException {
    WeightHistogram.Stage stage = WeightHistogram.Stage.valueOf(in.readUTF());
    int index = in.readInt();
    String layer = in.readUTF();
    long zeros = in.readLong();
    float low = in.readFloat();
    float high = in.readFloat();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < WeightHistogram.BINS; i++) {
      counts.add(in.readLong());
    }
    return new WeightHistogram(stage, index, layer, zeros, low, high, counts);
  }

  private static TrialResult.Cuts readCuts(DataInputStream in) throws IOException {
    long removed = in.readLong();
    Map<String, Integer> spared = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String layer = in.readUTF();
      spared.put(layer, in.readInt());
    }
    return new TrialResult.Cuts(removed, spared);
  }

  private static EpochMeasure readEpoch(DataInputStream in) throws IOException {
    int round = in.readInt();
    int epoch = in.readInt();
    String phase = in.readUTF();
    OptionalDouble trainLoss = readOptional(in);
    OptionalDouble penalty = readOptional(in);
    Accuracy validation = BaselineCodec.readAccuracy(in);
    OptionalDouble learningRate = readOptional(in);
    return new EpochMeasure(
        round,
        epoch,
        phase,
        trainLoss,
        penalty,
        validation,
        learningRate,
        in.readLong(),
        in.readLong(),
        in.readDouble());
  }

  private static OptionalDouble readOptional(DataInputStream in) throws IOException {
    boolean present = in.readBoolean();
    double value = in.readDouble();
    return present ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
