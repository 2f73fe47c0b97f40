package io.espalier.jobs.result;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file of a results folder that Parquet reads piece by piece.
 *
 * @param files where it is
 * @param path of it
 */
record StoredFile(FileSystem files, Path path) implements InputFile {
  @Override
  public long getLength() throws IOException {
    return files.getFileStatus(path).getLen();
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return HadoopStreams.wrap(files.open(path));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
