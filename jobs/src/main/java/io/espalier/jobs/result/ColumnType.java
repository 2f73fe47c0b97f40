package io.espalier.jobs.result;

/** What a column holds. */
public enum ColumnType {
  /** UTF-8 text. */
  TEXT("string"),
  /** A whole number of 64 bits. */
  LONG("bigint"),
  /** A number of double precision, never NaN and never infinite: such a value is stored as null. */
  DOUBLE("double"),
  /** True or false. */
  BOOLEAN("boolean"),
  /** An instant in UTC, to the microsecond. */
  TIMESTAMP("timestamp");

  private final String sqlName;

  ColumnType(String sqlName) {
    this.sqlName = sqlName;
  }

  /** The type's name in Spark SQL. */
  public String sqlName() {
    return sqlName;
  }
}
