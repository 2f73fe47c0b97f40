package io.espalier.compression.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.hdf5.Attribute;
import org.bytedeco.hdf5.DSetCreatPropList;
import org.bytedeco.hdf5.DSetMemXferPropList;
import org.bytedeco.hdf5.DataSet;
import org.bytedeco.hdf5.DataSpace;
import org.bytedeco.hdf5.Group;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.H5Location;
import org.bytedeco.hdf5.StrType;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A Keras file as HDF5 has it, looked through before anything is read into memory: it must hold all
 * its weights itself, in about as many bytes as they take. HDF5 checks what it reads less than
 * that: a file that was damaged inside, or made to, may end the whole process in its native code.
 *
 * @param configuration of the network, as JSON
 * @param version of Keras, or of what wrote it
 * @param backend of Keras, which knows how its kernels lie
 * @param arrays by layer and name, such as kernel, how many values there are
 */
record KerasArchive(
    String configuration, String version, String backend, Map<String, Map<String, Long>> arrays) {
  /** What every HDF5 file of Keras begins with. */
  static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private static final String WEIGHTS = "model_weights";
  private static final String CONFIGURATION = "model_config";
  private static final String VERSION = "keras_version";
  private static final String BACKEND = "backend";

  /** The backend whose kernels are read as they are. */
  static final String TENSORFLOW = "tensorflow";

  /** How often a compressed weight is larger than what it takes in the file, at most. */
  private static final int LARGEST_RATIO = 64;

  private static final long LONGEST_TEXT = 64 << 20;

  /** Folders in folders: Keras needs four. */
  private static final int DEEPEST = 8;

  /**
   * Looks through a file.
   *
   * @throws IOException if it is no HDF5, holds no configuration or no weights, or refers to other
   *     files
   */
  static KerasArchive read(Path path) throws IOException {
    org.bytedeco.hdf5.Exception.dontPrint(); // what is wrong is told by our exceptions
    try (H5File file = new H5File(path.toString(), hdf5.H5F_ACC_RDONLY())) {
      try {
        String configuration =
            text(file, CONFIGURATION)
                .orElseThrow(
                    () ->
                        new IOException(
                            "it has no "
                                + CONFIGURATION
                                + ": save the whole network, not its weights only"));
        String version = text(file, VERSION).orElse("1");
        String backend = text(file, BACKEND).orElse(TENSORFLOW);
        return new KerasArchive(configuration, version, backend, arrays(file, Files.size(path)));
      } finally {
        file._close();
      }
    } catch (RuntimeException e) {
      throw new IOException("it is no HDF5 file, or a damaged one (" + e.getMessage() + ")", e);
    }
  }

  private static Optional<String> text(H5File file, String name) throws IOException {
    if (!file.attrExists(name)) {
      return Optional.empty();
    }
    try (Attribute attribute = file.openAttribute(name);
        StrType type = attribute.getStrType();
        DataSpace space = attribute.getSpace()) {
      if (attribute.getTypeClass() != hdf5.H5T_STRING || space.getSimpleExtentNpoints() != 1) {
        throw new IOException("its " + name + " is no text");
      }
      return Optional.of(
          type.isVariableStr() ? pointed(attribute, type, space, name) : fixed(attribute, type));
    }
  }

  /** A text that HDF5 allocates, or gives no pointer to if the file is damaged. */
  private static String pointed(Attribute attribute, StrType type, DataSpace space, String name)
      throws IOException {
    try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
      text.put(0, null);
      attribute.read(type, text);
      try (BytePointer start = text.get(BytePointer.class, 0)) {
        if (start == null || start.isNull()) {
          throw new IOException("its " + name + " is empty: the file is damaged");
        }
        return start.getString(StandardCharsets.UTF_8);
      } finally {
        DataSet.vlenReclaim(type, space, DSetMemXferPropList.DEFAULT(), text);
      }
    }
  }

  private static String fixed(Attribute attribute, StrType type) throws IOException {
    long length = type.getSize();
    if (length > LONGEST_TEXT) {
      throw new IOException("it has a text of " + length + " bytes");
    }
    try (BytePointer text = new BytePointer(length + 1)) {
      text.put(length, (byte) 0);
      attribute.read(type, (Pointer) text);
      return text.getString(StandardCharsets.UTF_8);
    }
  }

  /** The number of all values. */
  long weights() {
    return arrays.values().stream()
        .flatMap(layer -> layer.values().stream())
        .mapToLong(length -> length)
        .sum();
  }

  private static Map<String, Map<String, Long>> arrays(H5File file, long bytes) throws IOException {
    if (!file.nameExists(WEIGHTS)) {
      throw new IOException(
          "it has no group "
              + WEIGHTS
              + ": save the whole network, neither its weights nor its configuration only");
    }
    checkHard(file, WEIGHTS, WEIGHTS);
    Map<String, Map<String, Long>> arrays = new LinkedHashMap<>();
    try (Group group = file.openGroup(WEIGHTS)) {
      values(group, WEIGHTS, LARGEST_RATIO * bytes / Float.BYTES, arrays);
    }
    return arrays;
  }

  /**
   * Counts the values in a group and those in it, by the layer that the second name of a path is.
   *
   * @param left how many there may be at most
   */
  private static long values(
      Group group, String name, long left, Map<String, Map<String, Long>> arrays)
      throws IOException {
    String[] names = name.split("/");
    if (names.length > DEEPEST) {
      throw new IOException("its groups are deeper than " + DEEPEST + ": " + name);
    }
    long sum = 0;
    for (long i = 0; i < group.getNumObjs(); i++) {
      String child = group.getObjnameByIdx(i).getString();
      String path = name + "/" + child;
      checkHard(group, child, path);
      int type = group.childObjType(child);
      if (type == hdf5.H5O_TYPE_GROUP) {
        try (Group inner = group.openGroup(child)) {
          sum += values(inner, path, left - sum, arrays);
        }
      } else if (type == hdf5.H5O_TYPE_DATASET) {
        try (DataSet data = group.openDataSet(child)) {
          long length = length(data, path);
          arrays
              .computeIfAbsent(names.length > 1 ? names[1] : "", layer -> new TreeMap<>())
              .put(child.replaceFirst(":0$", ""), length);
          sum += length;
        }
      }
      if (sum > left) {
        throw new IOException("its weights are said to be more than it can hold, at " + path);
      }
    }
    return sum;
  }

  private static long length(DataSet data, String path) throws IOException {
    try (DSetCreatPropList made = data.getCreatePlist();
        DataSpace space = data.getSpace()) {
      if (made.getExternalCount() > 0 || made.getLayout() == hdf5.H5D_VIRTUAL) {
        throw new IOException("the values of " + path + " are in another file, which is not read");
      }
      return space.getSimpleExtentNpoints();
    }
  }

  private static void checkHard(H5Location in, String child, String path) throws IOException {
    if (in.getLinkInfo(child).type() != hdf5.H5L_TYPE_HARD) {
      throw new IOException(path + " is a link, which is not followed");
    }
  }
}
