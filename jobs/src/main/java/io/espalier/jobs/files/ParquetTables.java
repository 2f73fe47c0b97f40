package io.espalier.jobs.files;

import io.espalier.compression.data.DataException;
import io.espalier.compression.data.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads labelled images out of Parquet files, a row group at a time. */
public final class ParquetTables implements TableReader {
  @Override
  public void read(Path file, String label, String image, Rows rows) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new PathInput(file), options())) {
      checkExtents(file, reader);
      MessageType stored = reader.getFileMetaData().getSchema();
      TableColumns columns = TableColumns.of(file, stored, label, image);
      read(reader, columns, rows);
    } catch (DataException | UncheckedIOException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file", e);
    } catch (IOException | RuntimeException e) {
      // Parquet's readers throw any RuntimeException on damaged input.
      throw new DataException(
          file + ": no readable Parquet file (" + Files.size(file) + " bytes): " + first(e), e);
    }
  }

  /** A reader lets go of its codecs when it is closed, so each has its own. */
  private static ParquetReadOptions options() {
    return ParquetReadOptions.builder()
        .usePageChecksumVerification()
        .withCodecFactory(new BoundedCodecs(HadoopCodecs.newFactory(0)))
        .build();
  }

  /** A damaged footer may ask for any amount of memory. */
  private static void checkExtents(Path file, ParquetFileReader reader) throws IOException {
    long size = Files.size(file);
    for (BlockMetaData group : reader.getFooter().getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        long start = chunk.getStartingPos();
        if (start < 0 || chunk.getTotalSize() < 0 || start > size - chunk.getTotalSize()) {
          throw new DataException(
              file
                  + ": column "
                  + chunk.getPath().toDotString()
                  + " should end at byte "
                  + (start + chunk.getTotalSize())
                  + ", the file has "
                  + size);
        }
      }
    }
  }

  private static void read(ParquetFileReader reader, TableColumns columns, Rows rows)
      throws IOException {
    reader.setRequestedSchema(columns.wanted());
    MessageColumnIO all =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(columns.wanted(), reader.getFileMetaData().getSchema());
    long index = 0;
    for (PageReadStore group = reader.readNextRowGroup();
        group != null;
        group = reader.readNextRowGroup()) {
      checkDictionaries(group, columns.wanted());
      TableRow row = new TableRow(columns);
      RecordReader<TableRow> records = all.getRecordReader(group, row);
      for (long i = 0; i < group.getRowCount(); i++) {
        TableRow next = records.read();
        rows.row(index, next.label(), next.image());
        index++;
      }
    }
  }

  /** The number of a dictionary's entries is in its header, and they are allocated before read. */
  private static void checkDictionaries(PageReadStore group, MessageType wanted) {
    for (ColumnDescriptor column : wanted.getColumns()) {
      DictionaryPage page = group.getPageReader(column).readDictionaryPage();
      if (page != null
          && (page.getDictionarySize() < 0
              || page.getDictionarySize() > page.getUncompressedSize())) {
        throw new IllegalStateException(
            "a dictionary of "
                + page.getUncompressedSize()
                + " bytes is to have "
                + page.getDictionarySize()
                + " entries");
      }
    }
  }

  private static String first(Exception e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getMessage().lines().findFirst().orElse("");
  }
}
