package io.espalier.jobs.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/** SQL over the tables and views of one results folder. */
public final class SqlSession implements AutoCloseable {
  private final SparkSession spark;
  private final Optional<Path> copy;

  private SqlSession(SparkSession spark, Optional<Path> copy) {
    this.spark = spark;
    this.copy = copy;
  }

  /**
   * Brings the folder's tables up to date (in a copy, if the folder cannot be written) and names
   * them and the views in a session.
   */
  public static SqlSession open(ResultStore store, SparkSession spark) {
    Optional<Path> copy = upToDate(store) ? Optional.empty() : Optional.of(copyOf(store));
    SqlSession session = new SqlSession(spark, copy);
    for (Table<?> table : Columns.tables()) {
      session.register(table, store);
    }
    for (View view : Views.all()) {
      spark.sql(view.sql()).createOrReplaceTempView(view.name());
    }
    return session;
  }

  private static boolean upToDate(ResultStore store) {
    try {
      store.tables().compact();
      return Columns.tables().stream().allMatch(store.tables()::has);
    } catch (StoreException e) {
      return false;
    }
  }

  private static Path copyOf(ResultStore store) {
    try {
      Path copy = Files.createTempDirectory("espalier-sql");
      store.tables().copyTo(Folder.at(copy.toString(), new Configuration(false)));
      return copy;
    } catch (IOException e) {
      throw new StoreException("cannot copy the tables of " + store.location(), e);
    }
  }

  private void register(Table<?> table, ResultStore store) {
    String location =
        copy.map(path -> path.resolve(table.name()).toString())
            .orElse(store.tables().location(table));
    spark.read().parquet(location).createOrReplaceTempView(table.name());
  }

  /**
   * Answers a statement.
   *
   * @throws SqlException if it cannot be parsed, names what is not there, or fails
   */
  public SqlAnswer answer(String statement) {
    try {
      Dataset<org.apache.spark.sql.Row> data = spark.sql(statement);
      List<List<Optional<Object>>> rows = new ArrayList<>();
      data.collectAsList().forEach(row -> rows.add(values(row)));
      return new SqlAnswer(List.of(data.columns()), rows);
    } catch (RuntimeException e) {
      throw new SqlException("SQL: " + reason(e), e);
    } catch (Exception e) {
      // Spark's parser and analyser throw a checked exception that Scala does not declare.
      throw new SqlException("SQL: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    String message = e instanceof AnalysisException a ? a.getSimpleMessage() : e.getMessage();
    return String.valueOf(message).strip();
  }

  private static List<Optional<Object>> values(org.apache.spark.sql.Row row) {
    List<Optional<Object>> values = new ArrayList<>(row.length());
    for (int i = 0; i < row.length(); i++) {
      values.add(Optional.ofNullable(row.get(i)).map(SqlSession::plain));
    }
    return values;
  }

  private static Object plain(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  /** Removes the copy, if there is one. */
  @Override
  public void close() {
    copy.ifPresent(SqlSession::remove);
  }

  private static void remove(Path folder) {
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
