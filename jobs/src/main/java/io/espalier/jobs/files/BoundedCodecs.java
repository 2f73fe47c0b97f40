package io.espalier.jobs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's codecs with a bound on what a page may ask for: its header says how long it is
 * unpacked, and that much is allocated before anything is.
 */
record BoundedCodecs(CompressionCodecFactory codecs) implements CompressionCodecFactory {
  private static final int MOST = 64 << 20;

  /** Deflate never makes more than this of one byte. */
  private static final long MOST_EXPANSION = 1032;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return codecs.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return codec == CompressionCodecName.SNAPPY
        ? new Snapped()
        : new Bounded(codecs.getDecompressor(codec));
  }

  @Override
  public void release() {
    codecs.release();
  }

  private static void check(long packed, int unpacked) throws IOException {
    if (unpacked < 0 || unpacked > Math.max(MOST, packed * MOST_EXPANSION)) {
      throw new IOException("a page of " + packed + " bytes is to be " + unpacked + " unpacked");
    }
  }

  /** Snappy's own decoder: Parquet's waits for ever for bytes that a header promised too many. */
  private record Snapped() implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int unpacked) throws IOException {
      byte[] bytes = packed.toByteArray();
      int length = Snappy.uncompressedLength(bytes);
      if (length != unpacked) {
        throw new IOException("a page is to be " + unpacked + " bytes unpacked, but is " + length);
      }
      check(bytes.length, unpacked);
      return BytesInput.from(Snappy.uncompress(bytes));
    }

    @Override
    public void decompress(ByteBuffer in, int packed, ByteBuffer out, int unpacked)
        throws IOException {
      byte[] bytes = new byte[packed];
      in.get(bytes);
      out.put(decompress(BytesInput.from(bytes), unpacked).toByteArray());
    }

    @Override
    public void release() {
      // holds nothing
    }
  }

  private record Bounded(BytesInputDecompressor codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int unpacked) throws IOException {
      check(packed.size(), unpacked);
      return codec.decompress(packed, unpacked);
    }

    @Override
    public void decompress(ByteBuffer in, int packed, ByteBuffer out, int unpacked)
        throws IOException {
      check(packed, unpacked);
      codec.decompress(in, packed, out, unpacked);
    }

    @Override
    public void release() {
      codec.release();
    }
  }
}
