package io.espalier.jobs.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** Rows to the bytes of a Parquet file and back; files written at once are sealed. */
final class ParquetRows {
  /** Of a flat table, in bytes: what of it is in memory at a time. */
  private static final long ROW_GROUP = 8L << 20;

  private ParquetRows() {}

  /** A trial's own file: one record, its layers and epochs nested in it. */
  static byte[] trialFile(StoredTrial trial) {
    return write(
        ParquetSchema.trialFile(), List.of(trial), CompressionCodecName.UNCOMPRESSED, Seal.NOTE);
  }

  /** A flat table. */
  static byte[] table(Table<?> table, List<Row> rows, Map<String, String> notes) {
    List<StoredTrial> records = rows.stream().map(StoredTrial::flat).toList();
    Map<String, String> all = new HashMap<>(notes);
    all.putAll(Seal.NOTE);
    return write(ParquetSchema.flat(table), records, CompressionCodecName.SNAPPY, all);
  }

  private static byte[] write(
      MessageType schema,
      List<StoredTrial> records,
      CompressionCodecName codec,
      Map<String, String> notes) {
    MemoryFile.Output file = new MemoryFile.Output();
    try (ParquetWriter<StoredTrial> writer =
        builder(file, schema, notes)
            .withCompressionCodec(codec)
            .withDictionaryEncoding(records.size() > 1)
            .build()) {
      for (StoredTrial record : records) {
        writer.write(record);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing into memory failed", e);
    }
    return Seal.sealed(file.bytes());
  }

  /**
   * The records of a file: rows of {@code trials} with what is nested in them from trials' own
   * files, plain rows from flat tables.
   *
   * @param name of the file, for errors
   * @throws DamagedFileException if the bytes are no Parquet file
   */
  static List<StoredTrial> read(Table<?> table, byte[] bytes, String name) {
    try {
      Seal.check(bytes);
      return read(table, bytes);
    } catch (IOException | RuntimeException e) {
      throw new DamagedFileException(
          name,
          "a Parquet file of table " + table.name(),
          bytes.length + " bytes: " + reason(e),
          e);
    }
  }

  private static List<StoredTrial> read(Table<?> table, byte[] bytes) throws IOException {
    Set<String> columns = Set.copyOf(table.names());
    try (RowStream rows = new RowStream(table, new MemoryFile.Input(bytes), columns)) {
      return all(rows);
    }
  }

  /**
   * The rows of a flat table's file one by one.
   *
   * @param name of the file, for errors
   * @throws DamagedFileException if it is no Parquet file
   */
  static RowStream stream(Table<?> table, InputFile file, String name) {
    return stream(table, file, name, Set.copyOf(table.names()));
  }

  /** The same with some columns read and the others null. */
  static RowStream stream(Table<?> table, InputFile file, String name, Set<String> columns) {
    try {
      return new RowStream(table, file, columns);
    } catch (IOException | RuntimeException e) {
      throw new DamagedFileException(name, "a Parquet file of table " + table.name(), reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Writes a flat table row by row. */
  static ParquetWriter<StoredTrial> writer(
      OutputFile file, Table<?> table, Map<String, String> notes) throws IOException {
    return builder(file, ParquetSchema.flat(table), notes)
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .withDictionaryEncoding(true)
        .withRowGroupSize(ROW_GROUP)
        .build();
  }

  private static Builder builder(OutputFile file, MessageType schema, Map<String, String> notes) {
    return new Builder(file, new RowWriting(schema, notes))
        .withWriterVersion(WriterVersion.PARQUET_1_0)
        .withConf(new Configuration(false));
  }

  private static List<StoredTrial> all(RowStream rows) throws IOException {
    List<StoredTrial> records = new ArrayList<>();
    for (Optional<StoredTrial> next = rows.next(); next.isPresent(); next = rows.next()) {
      records.add(next.get());
    }
    return records;
  }

  /** A key-value pair of a file's footer; empty if there is none, or the file is damaged. */
  static Optional<String> note(InputFile file, String key) {
    ParquetReadOptions options = ParquetReadOptions.builder().build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
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
