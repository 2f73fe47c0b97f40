package io.espalier.jobs.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Rows to the bytes of a Parquet file and back. */
final class ParquetRows {
  private ParquetRows() {}

  /** A trial's own file: one record, its layers and epochs nested in it. */
  static byte[] trialFile(StoredTrial trial) {
    return write(
        ParquetSchema.trialFile(), List.of(trial), CompressionCodecName.UNCOMPRESSED, Map.of());
  }

  /** A flat table. */
  static byte[] table(Table<?> table, List<Row> rows, Map<String, String> notes) {
    List<StoredTrial> records = rows.stream().map(StoredTrial::flat).toList();
    return write(ParquetSchema.flat(table), records, CompressionCodecName.SNAPPY, notes);
  }

  private static byte[] write(
      MessageType schema,
      List<StoredTrial> records,
      CompressionCodecName codec,
      Map<String, String> notes) {
    MemoryFile.Output file = new MemoryFile.Output();
    try (ParquetWriter<StoredTrial> writer =
        new Builder(file, new RowWriting(schema, notes))
            .withCompressionCodec(codec)
            .withDictionaryEncoding(records.size() > 1)
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withConf(new Configuration(false))
            .build()) {
      for (StoredTrial record : records) {
        writer.write(record);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing into memory failed", e);
    }
    return file.bytes();
  }

  /**
   * The records of a file: rows of {@code trials} with what is nested in them from trials' own
   * files, plain rows from flat tables.
   *
   * @param name of the file, for errors
   * @throws DamagedFileException if the bytes are no Parquet file
   */
  static List<StoredTrial> read(Table<?> table, byte[] bytes, String name) {
    try (ParquetFileReader reader = open(bytes)) {
      return records(table, reader);
    } catch (IOException | RuntimeException e) {
      throw new DamagedFileException(
          name,
          "a Parquet file of table " + table.name(),
          bytes.length + " bytes: " + e.getMessage(),
          e);
    }
  }

  private static List<StoredTrial> records(Table<?> table, ParquetFileReader reader)
      throws IOException {
    MessageType stored = reader.getFileMetaData().getSchema();
    RowReading reading = new RowReading(table, stored);
    reader.setRequestedSchema(reading.wanted());
    MessageColumnIO columns =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(reading.wanted(), stored);
    List<StoredTrial> records = new ArrayList<>();
    for (PageReadStore group = reader.readNextRowGroup();
        group != null;
        group = reader.readNextRowGroup()) {
      RecordReader<StoredTrial> rows = columns.getRecordReader(group, reading);
      for (long i = 0; i < group.getRowCount(); i++) {
        records.add(rows.read());
      }
    }
    return records;
  }

  /** Without Hadoop's settings, which take longer to parse than a trial's file. */
  private static ParquetFileReader open(byte[] bytes) throws IOException {
    return ParquetFileReader.open(
        new MemoryFile.Input(bytes), ParquetReadOptions.builder().build());
  }

  /** A key-value pair of a file's footer; empty if there is none, or the file is damaged. */
  static Optional<String> note(byte[] bytes, String key) {
    try (ParquetFileReader reader = open(bytes)) {
      return Optional.ofNullable(reader.getFileMetaData().getKeyValueMetaData().get(key));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Parquet wants its builders extended. */
  private static final class Builder extends ParquetWriter.Builder<StoredTrial, Builder> {
    private final RowWriting rows;

    Builder(OutputFile file, RowWriting rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<StoredTrial> getWriteSupport(Configuration configuration) {
      return rows;
    }
  }
}
