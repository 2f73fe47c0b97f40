package io.espalier.compression.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  static byte[] file(int version, String dictionary, byte[] data) {
    int start = version == 1 ? 10 : 12;
    ByteBuffer out =
        ByteBuffer.allocate(start + dictionary.length() + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      out.putShort((short) dictionary.length());
    } else {
      out.putInt(dictionary.length());
    }
    return out.put(dictionary.getBytes(StandardCharsets.US_ASCII)).put(data).array();
  }

  private static String dictionary(String type, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
  }

  private static byte[] written(Npy array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    array.write(out);
    return out.toByteArray();
  }

  private static String failure(byte[] file) {
    return assertThrows(DataException.class, () -> Npy.parse("x.npy", file)).getMessage();
  }

  @Test
  void anyShapeComesBack(@TempDir Path folder) throws IOException {
    float[] values = new float[60_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 71_583);
    }
    for (List<Integer> shape :
        List.of(List.of(60_000), List.of(2, 30_000), List.of(3, 4, 5, 1_000), List.of(1, 60_000))) {
      Npy array = new Npy(shape, values);
      Path file = folder.resolve("x.npy");
      array.write(file);
      Npy back = Npy.read(file);
      assertEquals(shape, back.shape());
      assertArrayEquals(values, back.values());
    }
  }

  @Test
  void scalarsAndEmptyArraysComeBack() throws IOException {
    for (Npy array :
        List.of(
            new Npy(List.of(), new float[] {1.5f}),
            new Npy(List.of(0), new float[0]),
            new Npy(List.of(3, 0), new float[0]))) {
      assertEquals(array, Npy.parse("x.npy", written(array)));
    }
  }

  @Test
  void theHeaderIsWhatNumPyWrites() throws IOException {
    byte[] bytes = written(new Npy(List.of(2, 3), new float[6]));
    assertEquals(128 + 24, bytes.length);
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", header.strip());
    assertTrue(
        new String(written(new Npy(List.of(3), new float[3])), StandardCharsets.ISO_8859_1)
            .contains("'shape': (3,), }"));
  }

  @Test
  void doublesAndBigEndianAreConverted() {
    byte[] doubles = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-1e300).array();
    assertArrayEquals(
        new float[] {0.1f, Float.NEGATIVE_INFINITY},
        Npy.parse("x.npy", file(2, dictionary(">f8", "(2,)"), doubles)).values());
    byte[] little = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.3).array();
    assertArrayEquals(
        new float[] {0.3f}, Npy.parse("x.npy", file(3, dictionary("<f8", "()"), little)).values());
    byte[] floats = ByteBuffer.allocate(4).putFloat(2.5f).array();
    assertArrayEquals(
        new float[] {2.5f},
        Npy.parse("x.npy", file(1, dictionary(">f4", "(1, 1)"), floats)).values());
  }

  @Test
  void aTruncatedFileSaysExpectedAndFound() throws IOException {
    byte[] bytes = written(new Npy(List.of(2, 3), new float[6]));
    assertEquals("x.npy: expected 152 bytes, found 151", failure(Arrays.copyOf(bytes, 151)));
    assertEquals("x.npy: expected at least 128 bytes, found 60", failure(Arrays.copyOf(bytes, 60)));
    assertTrue(failure(new byte[3]).contains("not a NumPy file"));
  }

  @Test
  void volumesAreRightAsFarAsAnArrayGoes() {
    assertEquals(616_562_688, Npy.volume(List.of(4096, 224, 224, 3)));
    assertEquals(Integer.MAX_VALUE, Npy.volume(List.of(Integer.MAX_VALUE)));
    assertEquals(1L << 31, Npy.volume(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3)));
    assertEquals(0, Npy.volume(List.of(Integer.MAX_VALUE, 0)));
  }

  @Test
  void whatIsNotSupportedSaysWhatToDo() {
    assertTrue(
        failure(file(1, dictionary("<i8", "(1,)"), new byte[8]))
            .contains("expected elements float32 or float64, found <i8; save x.astype"));
    String fortran = dictionary("<f4", "(1,)").replace("False", "True");
    assertTrue(failure(file(1, fortran, new byte[4])).contains("numpy.ascontiguousarray"));
    String structure = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }";
    assertTrue(failure(file(1, structure, new byte[4])).contains("found a structure"));
    assertTrue(
        failure(file(1, dictionary("<f4", "(99999999, 99999999)"), new byte[4]))
            .contains("expected"));
  }
}
