package io.espalier.jobs.result;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** The records of a Parquet file one by one: a row group is held, never the file. Mutable. */
final class RowStream implements Closeable {
  private final ParquetFileReader reader;
  private final RowReading reading;
  private final MessageColumnIO columns;
  private RecordReader<StoredTrial> rows;
  private long left;

  /**
   * @param table whose rows are wanted
   * @param wanted columns; those left out read as null
   * @throws IOException if the file is no Parquet file
   */
  RowStream(Table<?> table, InputFile file, Set<String> wanted) throws IOException {
    this.reader = ParquetFileReader.open(file, checked());
    MessageType stored = reader.getFileMetaData().getSchema();
    this.reading = new RowReading(table, stored, wanted);
    reader.setRequestedSchema(reading.wanted());
    this.columns =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(reading.wanted(), stored);
  }

  /**
   * Options of one reader: they hold the codecs, which no two readers may share, for one that is
   * closed releases them. Without Hadoop's settings, which take longer to parse than a trial's
   * file.
   */
  private static ParquetReadOptions checked() {
    return ParquetReadOptions.builder()
        .usePageChecksumVerification()
        .withCodecFactory(new CodecFactory(new Configuration(false), 0))
        .build();
  }

  /** The next record; empty after the last. */
  Optional<StoredTrial> next() throws IOException {
    while (left == 0) {
      PageReadStore group = reader.readNextRowGroup();
      if (group == null) {
        return Optional.empty();
      }
      left = group.getRowCount();
      rows = columns.getRecordReader(group, reading);
    }
    left--;
    return Optional.of(rows.read());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
